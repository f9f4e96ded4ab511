import * as t from 'io-ts'
import { described, withDefault } from '../lib/crdSchema/annotated.ts'
import { integer } from '../lib/crdSchema/integer.ts'
import { mapOf } from '../lib/crdSchema/mapOf.ts'
import { quantity } from '../lib/crdSchema/quantity.ts'
import { text } from '../lib/crdSchema/text.ts'
import { type CustomObject, type Resource, resource } from '../lib/kube/object.ts'
import { image } from './image.ts'

/** The spec of a MyApp, which a user writes. */

const env = mapOf({
  description: 'Environment variables of the container, by name.',
  keys: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 256, expected: 'C identifiers' },
  values: text({ maxLength: 32_768 }),
  maxProperties: 256,
})

/** 32 files of 32 KiB are what one ConfigMap may hold. */
const config = mapOf({
  description: 'Files below /etc/config, by name. A change replaces the pods.',
  keys: {
    pattern: '^[.]?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$',
    maxLength: 253,
    expected: 'file names of letters, digits, dash, underscore and dot, not beginning with two dots,',
  },
  values: text({ maxLength: 32_768 }),
  maxProperties: 32,
})

const amounts = (description: string) =>
  mapOf({
    description,
    keys: {
      pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
      maxLength: 317,
      expected: 'names of resources such as cpu, memory or example.com/gpu,',
    },
    values: quantity,
    maxProperties: 16,
  })

const resources = described(
  t.readonly(
    t.partial({
      requests: amounts('What is reserved for each pod, by resource.'),
      limits: amounts('What a pod may use at most, by resource.'),
    }),
    'requests and limits',
  ),
  'Compute resources of the container.',
)

/** The same in every version. */
export const commonFields = t.partial({
  port: integer({
    description: 'The port on which the container listens. With it there is a Service of the same port.',
    minimum: 1,
    maximum: 65_535,
    format: 'int32',
  }),
  env,
  config,
  resources,
  paused: described(t.boolean, 'Leaves the Deployment, the Service and the ConfigMap as they are.'),
})

export const maxReplicas = 1000
export const replicas = withDefault(
  integer({ description: 'How many pods to run.', minimum: 0, maximum: maxReplicas, format: 'int32' }),
  1,
)

export const MyAppSpec = described(
  t.readonly(t.intersection([t.type({ image, replicas }), commonFields]), 'the spec of a MyApp'),
  'What should run.',
)
export type MyAppSpec = t.TypeOf<typeof MyAppSpec>

export type MyAppObject = CustomObject<MyAppSpec>

export const MyApp: Resource<MyAppObject> = resource('example.com', 'v1', 'MyApp', 'myapps', MyAppSpec)
