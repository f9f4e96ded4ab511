import type { Sequence } from '../sequence.ts'
import { altered } from '../sequence.ts'
import { apply, get, mergePatch, post, put, remove, watch } from '../steps.ts'
import {
  anything,
  crdPath,
  fields,
  group,
  installed,
  thing,
  things,
  thingsInBeta,
  version,
  withSpec,
} from './things.ts'

const text = { type: 'string' }
const whole = { type: 'integer' }
const scalable = {
  subresources: {
    status: {},
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    },
  },
}
const beta = version(withSpec({ a: text, now: text }), { name: 'v1beta1', storage: false, deprecated: true })
const served = [version(withSpec({ a: text, now: text })), beta]

/** Versions, subresources, scope and selectable fields of custom objects. */
export const versions: readonly Sequence[] = [
  {
    name: 'objects are served in two versions',
    steps: [
      ...installed(served),
      get(thingsInBeta, { repeatUntil: { code: 200 }, compare: 'code' }),
      post(thingsInBeta, { ...thing('a', { spec: { a: 'x', other: 'y', now: 'z' } }), apiVersion: `${group}/v1beta1` }),
      get(`${things}/a`),
      put(`${things}/a`, altered(5, { spec: { now: 'n' } })),
      get(`${thingsInBeta}/a`),
      post(things, { ...thing('b'), apiVersion: `${group}/v1beta1` }),
      get(thingsInBeta, { compare: { at: 'items' } }),
    ],
  },
  {
    name: 'two managers apply in two versions',
    steps: [
      ...installed(served),
      get(thingsInBeta, { repeatUntil: { code: 200 }, compare: 'code' }),
      apply(`${thingsInBeta}/a`, 'one', { ...thing('a', { spec: { a: 'x' } }), apiVersion: `${group}/v1beta1` }),
      apply(`${things}/a`, 'two', thing('a', { spec: { a: 'x', now: 'y' } })),
      apply(`${things}/a`, 'two', thing('a', { spec: { a: 'z' } })),
      apply(`${things}/a`, 'one', thing('a', {})),
    ],
  },
  {
    name: 'a watch of the older version sees what is written in the newer one',
    steps: [
      ...installed(served),
      get(thingsInBeta, { repeatUntil: { code: 200 }, compare: 'code' }),
      post(things, thing('a', { spec: { a: 'x' } })),
      post(things, thing('end')),
      watch(`${thingsInBeta}?resourceVersion=0`, { name: 'end' }, { compare: 'code' }),
      watch(`${thingsInBeta}?resourceVersion=<4.metadata.resourceVersion>`, { name: 'end' }),
    ],
  },
  {
    name: 'a version that is not served is not there',
    steps: [
      ...installed([version(), version(anything, { name: 'v1beta1', storage: false, served: false })]),
      get(thingsInBeta),
      post(things, { ...thing('a'), apiVersion: `${group}/v1beta1` }),
      mergePatch(
        crdPath,
        { spec: { versions: [version(), version(anything, { name: 'v1beta1', storage: false })] } },
        { compare: 'code' },
      ),
      get(thingsInBeta, { repeatUntil: { code: 200 } }),
    ],
  },
  {
    name: 'status and spec of a custom object are written apart',
    steps: [
      ...installed([
        version(
          fields({ spec: fields({ replicas: whole }), status: fields({ replicas: whole, selector: text }) }),
          scalable,
        ),
      ]),
      post(things, thing('a', { spec: { replicas: 1 }, status: { replicas: 9 } })),
      put(
        `${things}/a/status`,
        altered(3, {
          spec: { replicas: 5 },
          status: { replicas: 2, selector: 'a=b' },
          metadata: { labels: { x: 'y' }, finalizers: ['a/b'] },
        }),
      ),
      put(`${things}/a`, altered(4, { spec: { replicas: 5 }, status: { replicas: 7 } })),
      mergePatch(`${things}/a/status`, { status: { replicas: 'x' } }),
      apply(`${things}/a/status`, 'one', thing('a', { status: { replicas: 3 } })),
      remove(`${things}/a/status`),
      post(`${things}/a/status`, thing('a')),
    ],
  },
  {
    name: 'a custom object is scaled',
    steps: [
      ...installed([
        version(
          fields({ spec: fields({ replicas: whole }), status: fields({ replicas: whole, selector: text }) }),
          scalable,
        ),
      ]),
      post(things, thing('a', { spec: { replicas: 1 } })),
      get(`${things}/a/scale`),
      put(`${things}/a/scale`, altered(4, { spec: { replicas: 3 } })),
      mergePatch(`${things}/a/scale`, { spec: { replicas: -3 } }),
      mergePatch(`${things}/a/scale`, { spec: { replicas: 'x' } }),
      mergePatch(`${things}/a/status`, { status: { replicas: 3, selector: 'a=b' } }),
      get(`${things}/a/scale`),
      post(things, thing('b')),
      get(`${things}/b/scale`),
      get(`${things}/none/scale`),
    ],
  },
  {
    name: 'without subresources there is no path for them, and status is a field as any other',
    steps: [
      ...installed([version()]),
      post(things, thing('a', { status: { x: 1 } })),
      get(`${things}/a/status`),
      get(`${things}/a/scale`),
      mergePatch(`${things}/a`, { status: { x: 2 } }),
    ],
  },
  {
    name: 'custom objects without a namespace',
    steps: [
      ...installed([version()], { scope: 'Cluster' }, `/apis/${group}/v1/things`),
      post(`/apis/${group}/v1/things`, thing('a', { spec: { x: 1 } })),
      get(`/apis/${group}/v1/things/a`),
      get(`${things}/a`),
      post(things, thing('b')),
      post(`/apis/${group}/v1/things`, thing('c', {}, { namespace: '<ns>' })),
      remove(`/apis/${group}/v1/things/a`),
    ],
  },
  {
    name: 'custom objects are selected by fields',
    steps: [
      ...installed([
        version(withSpec({ color: text, size: whole, big: { type: 'boolean' } }), {
          selectableFields: [{ jsonPath: '.spec.color' }, { jsonPath: '.spec.size' }, { jsonPath: '.spec.big' }],
        }),
      ]),
      post(things, thing('a', { spec: { color: 'red', size: 1, big: true } })),
      post(things, thing('b', { spec: { color: 'blue' } })),
      ...[
        'spec.color=red',
        'spec.color!=red',
        'spec.size=1',
        'spec.big=true',
        'spec.size=',
        'spec.other=x',
        'metadata.name=b,spec.color=blue',
        'metadata.namespace=<ns>',
        '.spec.color=red',
        'status.x=1',
      ].map(selector => get(`${things}?fieldSelector=${selector}`)),
    ],
  },
  {
    name: 'what only one of two versions knows is neither stored nor shown in the other',
    steps: [
      ...installed([
        version(withSpec({ a: text, now: text })),
        version(withSpec({ a: text, old: text }), { name: 'v1beta1', storage: false }),
      ]),
      get(thingsInBeta, { repeatUntil: { code: 200 }, compare: 'code' }),
      post(
        thingsInBeta,
        { ...thing('a', { spec: { a: 'x', old: 'y' } }), apiVersion: `${group}/v1beta1` },
        { compare: { at: 'spec' } },
      ),
      get(`${things}/a`, { compare: { at: 'spec' } }),
      mergePatch(`${things}/a`, { spec: { now: 'n' } }, { compare: { at: 'spec' } }),
      get(`${thingsInBeta}/a`, { compare: { at: 'spec' } }),
      get(thingsInBeta, { compare: { at: 'items.0.spec' } }),
    ],
  },
]
