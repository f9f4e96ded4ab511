import { billionths } from '../../lib/kube/canonicalQuantity.ts'
import type { MyAppObject, MyAppSpec } from '../myapp.ts'
import { split } from '../v1beta1.ts'

/** Warnings about settings that work, but seldom as they are meant. */
export const myAppWarnings = ({ spec }: MyAppObject, old: MyAppObject | undefined): readonly string[] => [
  ...ofImage(spec.image),
  ...ofReplicas(spec),
  ...ofPausing(spec, old?.spec),
  ...ofEnv(spec),
  ...ofMemory(spec.resources ?? {}),
]

const ofImage = (image: string): readonly string[] => {
  const { tag } = split(image)
  if (image.includes('@') || (tag !== undefined && tag !== 'latest')) return []
  const what = tag === undefined ? 'no tag' : 'the tag latest'
  return [`spec.image: ${what}: pods that start later may run another image; name a version or a digest`]
}

const ofReplicas = ({ replicas, port }: MyAppSpec): readonly string[] =>
  replicas === 0 && port !== undefined ? ['spec.replicas: 0: no pod answers at the Service'] : []

const ofPausing = ({ paused }: MyAppSpec, before: MyAppSpec | undefined): readonly string[] => {
  if (paused !== true) return []
  if (before === undefined) return ['spec.paused: true: nothing is created until it is false']
  return before.paused === true ? ['spec.paused: true: this change has no effect until it is false'] : []
}

/** By these variables, which each pod is given, programs find the API server. */
const givenToPods = ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT']

const ofEnv = ({ env = {}, port }: MyAppSpec): readonly string[] => [
  ...givenToPods
    .filter(name => name in env)
    .map(name => `spec.env[${name}]: takes the place of the variable by which pods find the API server`),
  ...(port !== undefined && env.PORT !== undefined && env.PORT !== String(port)
    ? [`spec.env[PORT]: ${JSON.stringify(env.PORT)} is not spec.port, ${port}, to which the Service leads`]
    : []),
]

/** `100m` of memory is a tenth of a byte: meant was `100M` or `100Mi`. */
const ofMemory = (resources: NonNullable<MyAppSpec['resources']>): readonly string[] =>
  Object.entries(resources).flatMap(([purpose, amounts = {}]) =>
    ['memory', 'ephemeral-storage']
      .filter(name => (billionths(amounts[name]) ?? 0n) % 1_000_000_000n !== 0n)
      .map(name => `spec.resources.${purpose}[${name}]: ${amounts[name]} is a fraction of a byte: is Mi or M meant?`),
  )
