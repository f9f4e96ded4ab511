import { type Coverage, coverage, wantedBundle } from '../../../lib/certificates/bundles.ts'
import { type CaBundlePlace, type CertificateTarget, injection, placesIn } from '../../../lib/certificates/targets.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import type { WriteRequest } from '../../../lib/plan/writeRequest.ts'
import { base64Of } from '../../../lib/text/base64.ts'
import { readBundle, type SecretContents } from './readSecret.ts'

/** A target as it is: `object` is absent where it does not exist, `isKnown` false where that is not known. */
export interface SeenTarget {
  readonly target: CertificateTarget
  readonly isKnown: boolean
  readonly object?: KubeObject
}

export interface Injection {
  readonly target: CertificateTarget
  readonly object: KubeObject
  /** The object and field that are written. */
  readonly content: string
  readonly request: WriteRequest
  /** Another writer took a trusted authority away. */
  readonly isRepair: boolean
}

export interface TargetsPlan {
  readonly injections: readonly Injection[]
  readonly coverage: Coverage
}

/** The bundles to write, and the authorities that every target trusts already. A target that does not exist calls no webhook. */
export const planTargets = (
  { facts, authorities }: SecretContents,
  targets: readonly SeenTarget[],
  { nowMs, subject, before }: { readonly nowMs: number; readonly subject: string; readonly before: Coverage },
): TargetsPlan => {
  const injections: Injection[] = []
  const bundles: (ReadonlySet<string> | undefined)[] = []
  for (const { target, isKnown, object } of targets) {
    if (!isKnown) bundles.push(undefined)
    if (object === undefined) continue
    const wrong: CaBundlePlace[] = []
    let isRepair = false
    for (const { pointer, caBundle } of placesIn(object)) {
      const present = readBundle(caBundle, subject)
      const has = new Set(present.pems.keys())
      bundles.push(has)
      const wanted = wantedBundle(facts.authorities, present.facts, nowMs)
      const isRight = !present.hasOther && wanted.length === has.size && wanted.every(each => has.has(each))
      // Without an authority there is nothing to trust: what is there stays.
      if (isRight || facts.authorities.length === 0) continue
      isRepair ||= facts.trusted.some(each => wanted.includes(each) && !has.has(each))
      const pem = wanted.map(each => authorities.get(each)?.certificate ?? present.pems.get(each) ?? '').join('')
      wrong.push({ pointer, caBundle: base64Of(pem) })
    }
    if (wrong.length === 0) continue
    const content = JSON.stringify(wrong)
    injections.push({ target, object, content, request: injection(target, object, wrong), isRepair })
  }
  return { injections, coverage: coverage(before, facts.authorities, bundles, nowMs) }
}
