import type { Sequence } from '../sequence.ts'
import { apply, get, jsonPatch, mergePatch, post, remove } from '../steps.ts'
import { myApp } from './objects.ts'
import { myApps } from './paths.ts'

/** The MyApp of crd/. */
export const customResources: readonly Sequence[] = [
  {
    name: 'a MyApp is validated and given its defaults',
    steps: [
      post(myApps, myApp('good')),
      post(myApps, myApp('bad', { replicas: -1, port: 70_000 })),
      post(myApps, myApp('worse', { image: 7, env: { 'not a name': 'x' } })),
      post(myApps, { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name: 'none' } }),
    ],
  },
  {
    name: 'unknown fields of a MyApp are pruned, warned of or refused',
    steps: [
      post(`${myApps}?fieldValidation=Ignore`, myApp('a', { unknown: 1 })),
      post(`${myApps}?fieldValidation=Warn`, myApp('b', { unknown: 1 })),
      post(`${myApps}?fieldValidation=Strict`, myApp('c', { unknown: 1 })),
    ],
  },
  {
    name: 'a MyApp whose name is too long for its children is refused by a rule',
    steps: [post(myApps, myApp('a.b')), post(myApps, myApp('a'.repeat(64))), post(myApps, myApp('9a'))],
  },
  {
    name: 'the status of a MyApp is written through its path alone',
    steps: [
      post(myApps, { ...myApp('web'), status: { replicas: 3 } }),
      mergePatch(`${myApps}/web`, { status: { replicas: 4 } }),
      mergePatch(`${myApps}/web/status`, {
        spec: { replicas: 9 },
        status: {
          observedGeneration: 1,
          replicas: 1,
          conditions: [
            {
              type: 'Ready',
              status: 'True',
              reason: 'Serving',
              message: '1 of 1 ready',
              lastTransitionTime: '2026-01-01T00:00:00Z',
            },
          ],
        },
      }),
      get(`${myApps}/web/status`),
      mergePatch(`${myApps}/web/status`, { status: { conditions: [{ type: 'Ready', status: 'Perhaps' }] } }),
      mergePatch(`${myApps}/web/status`, { status: null }),
    ],
  },
  {
    name: 'a MyApp is scaled',
    steps: [
      post(myApps, myApp('web')),
      get(`${myApps}/web/scale`),
      mergePatch(`${myApps}/web/scale`, { spec: { replicas: 4 } }),
      mergePatch(`${myApps}/web/scale`, { spec: { replicas: -4 } }),
      get(`${myApps}/web`),
    ],
  },
  {
    name: 'a MyApp is patched, and every patch is validated',
    steps: [
      post(myApps, myApp('web', { env: { A: '1' } })),
      mergePatch(`${myApps}/web`, { spec: { env: { A: null, B: '2' } } }),
      jsonPatch(`${myApps}/web`, [{ op: 'replace', path: '/spec/replicas', value: '3' }]),
      jsonPatch(`${myApps}/web`, [{ op: 'remove', path: '/spec/image' }]),
      mergePatch(`${myApps}/web`, { spec: { port: 0 } }),
    ],
  },
  {
    name: 'a MyApp is applied by two managers',
    steps: [
      apply(`${myApps}/web`, 'one', myApp('web', { replicas: 2, env: { A: '1' } })),
      apply(`${myApps}/web`, 'two', myApp('web', { env: { B: '2' } })),
      apply(`${myApps}/web`, 'two', myApp('web', { replicas: 3, env: { B: '2' } })),
      apply(`${myApps}/web`, 'one', myApp('web', {})),
      apply(`${myApps}/web`, 'one', myApp('web', { replicas: 'many' })),
    ],
  },
  {
    name: 'nulls in a MyApp become defaults or are refused',
    steps: [
      post(myApps, myApp('a', { replicas: null })),
      post(myApps, myApp('b', { image: null })),
      post(myApps, myApp('c', { env: null })),
      post(myApps, { ...myApp('d'), spec: null }),
    ],
  },
  {
    name: 'a MyApp goes when its finalizer goes',
    steps: [
      post(myApps, myApp('web', {}, { finalizers: ['example.com/finalizer'] })),
      remove(`${myApps}/web`),
      mergePatch(`${myApps}/web`, { spec: { replicas: 7 } }),
      mergePatch(`${myApps}/web`, { metadata: { finalizers: ['example.com/finalizer', 'example.com/other'] } }),
      jsonPatch(`${myApps}/web`, [
        { op: 'test', path: '/metadata/finalizers/0', value: 'example.com/finalizer' },
        { op: 'remove', path: '/metadata/finalizers/0' },
      ]),
      get(`${myApps}/web`),
    ],
  },
]
