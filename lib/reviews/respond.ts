import type { PatchStep } from '../json/patchBetween.ts'
import type { ApiStatus } from '../kube/status.ts'
import { base64Of } from '../text/base64.ts'
import { reviewIdentity } from './review.ts'

/** The decision about one request. */
export type ReviewDecision =
  | { readonly _tag: 'Allowed'; readonly patch?: readonly PatchStep[]; readonly warnings?: readonly string[] }
  | { readonly _tag: 'Refused'; readonly status: ApiStatus; readonly warnings?: readonly string[] }

/** The review that the API server waits for. */
export const respond = (uid: string, decision: ReviewDecision): object => {
  const warnings = bounded(decision.warnings ?? [])
  return {
    ...reviewIdentity,
    response: {
      uid,
      allowed: decision._tag === 'Allowed',
      ...(decision._tag === 'Refused' && { status: decision.status }),
      ...(decision._tag === 'Allowed' && patched(decision.patch ?? [])),
      ...(warnings.length > 0 && { warnings }),
    },
  }
}

const patched = (patch: readonly PatchStep[]): object =>
  patch.length === 0 ? {} : { patchType: 'JSONPatch', patch: base64Of(JSON.stringify(patch)) }

/** Characters that an API server shows of one warning, and of all together. */
const mostOfOne = 256
const mostOfAll = 4096

/** As much as reaches a client: each once, in one line, none too long, and of too many the first. */
const bounded = (warnings: readonly string[]): readonly string[] => {
  // A warning with a control character would be left out of the answer's headers.
  const lines = [...new Set(warnings.map(warning => cut(warning.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim())))]
  let left = mostOfAll
  return lines.filter(line => {
    left -= [...line].length
    return line !== '' && left >= 0
  })
}

const cut = (line: string): string => {
  const characters = [...line]
  return characters.length > mostOfOne ? `${characters.slice(0, mostOfOne - 1).join('')}…` : line
}
