import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { desired } from '../../crd/desired.ts'
import { type MyAppObject, MyAppSpec } from '../../crd/myapp.ts'
import type { Desired, Observed } from '../../lib/controller/controller.ts'
import { schemaOf } from '../../lib/crdSchema/schemaOf.ts'
import type { DeploymentObject } from '../../lib/kube/kinds.ts'
import type { KubeObject, Manifest } from '../../lib/kube/object.ts'
import { manifestsOf } from '../../lib/plan/wish.ts'
import { valuesOf } from '../lib/crdSchema/valuesOf.ts'

/** MyApps for tests: one as written, or any that the API server would let in. */

export const app = (spec: Partial<MyAppSpec> = {}, name = 'web'): MyAppObject => ({
  apiVersion: 'example.com/v1',
  kind: 'MyApp',
  metadata: { name, namespace: 'demo', uid: 'u1', resourceVersion: '1', generation: 1 },
  spec: { image: 'nginx:1', replicas: 1, ...spec },
})

const keys = fc.constantFrom('A', 'b_1', 'cpu', 'memory', 'Z')

export const specs: fc.Arbitrary<MyAppSpec> = valuesOf(schemaOf(MyAppSpec), 0, keys).map(value => {
  const decoded = MyAppSpec.decode(value)
  if (isRight(decoded)) return decoded.right
  throw new Error(`the schema lets in what the codec refuses: ${JSON.stringify(value)}`)
})

export const names = fc.stringMatching(/^[a-z]([-a-z0-9]{0,30}[a-z0-9])?$/)

export const apps: fc.Arbitrary<MyAppObject> = fc.tuple(specs, names).map(([spec, name]) => app(spec, name))

const isDeployment = (object: KubeObject): object is DeploymentObject => object.kind === 'Deployment'

export const observing = (deployment?: DeploymentObject): Observed => ({
  child: (resource, name) => {
    if (deployment === undefined || deployment.metadata.name !== name) return undefined
    const decoded = resource.codec.decode(deployment)
    return isRight(decoded) && isDeployment(deployment) && resource.kind === 'Deployment' ? decoded.right : undefined
  },
  children: () => [],
  related: () => [],
  nowMs: 0,
})

export const wantedOf = (
  of: MyAppObject,
  deployment?: DeploymentObject,
): Omit<Desired, 'children'> & { readonly children?: readonly Manifest[] } => {
  const decided = desired(of, observing(deployment))
  if (isRight(decided)) {
    const { children, ...wanted } = decided.right
    return { ...wanted, ...(children && { children: manifestsOf(children) }) }
  }
  throw new Error(decided.left.message)
}

export const childOf = (of: MyAppObject, kind: string): Manifest | undefined =>
  wantedOf(of).children?.find(child => child.kind === kind)
