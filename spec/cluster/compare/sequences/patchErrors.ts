import type { Sequence } from '../sequence.ts'
import { jsonPatch, mergePatch, post, strategicPatch } from '../steps.ts'
import { configMap, myApp } from './objects.ts'
import { configMaps, deployments, myApps, services } from './paths.ts'

export const patchErrors: readonly Sequence[] = [
  {
    name: 'a JSON patch that cannot be applied is refused',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      jsonPatch(`${configMaps}/web`, [{ op: 'test', path: '/data/a', value: '2' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'remove', path: '/data/none' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'replace', path: '/data/none', value: '2' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'add', path: '/none/deeper', value: '2' }]),
      jsonPatch(`${configMaps}/web`, [{ op: 'frobnicate', path: '/data/a', value: '2' }]),
      jsonPatch(`${configMaps}/web`, { data: { a: '2' } }),
    ],
  },
  {
    name: 'what a patch makes must be readable and valid',
    steps: [
      post(configMaps, configMap('web', { a: '1' })),
      jsonPatch(`${configMaps}/web`, [{ op: 'add', path: '/data/a', value: 7 }]),
      mergePatch(`${configMaps}/web`, { data: { a: 7 } }),
      mergePatch(`${configMaps}/web`, { data: 'text' }),
      strategicPatch(`${configMaps}/web`, { data: { a: 7 } }),
      mergePatch(`${configMaps}/web`, { data: { 'a b': '1' } }),
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web`, { spec: { replicas: 'two' } }),
      mergePatch(`${myApps}/web`, { metadata: { labels: { a: 7 } } }),
      jsonPatch(`${myApps}/web`, [{ op: 'remove', path: '/spec/image' }]),
    ],
  },
  {
    name: 'a patch cannot rename, move or turn an object into another kind',
    steps: [
      post(configMaps, configMap('web')),
      mergePatch(`${configMaps}/web`, { metadata: { name: 'other' } }),
      mergePatch(`${configMaps}/web`, { metadata: { namespace: 'other' } }),
      mergePatch(`${configMaps}/web`, { kind: 'Secret' }),
      mergePatch(`${configMaps}/web`, { apiVersion: 'v2' }),
      mergePatch(`${configMaps}/web`, { metadata: { uid: '00000000-0000-4000-8000-000000000000' } }),
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web`, { kind: 'Other' }),
      mergePatch(`${myApps}/web`, { metadata: { name: 'other' } }),
    ],
  },
  {
    name: 'what is absent is not patched',
    steps: [
      mergePatch(`${configMaps}/none`, {}),
      jsonPatch(`${myApps}/none`, []),
      strategicPatch(`${deployments}/none`, {}),
      mergePatch(`${services}/none`, {}),
    ],
  },
  {
    name: 'a patch format that a kind does not know is refused',
    steps: [
      post(myApps, myApp('web')),
      strategicPatch(`${myApps}/web`, { spec: { replicas: 2 } }),
      { method: 'PATCH', path: `${myApps}/web`, body: {}, contentType: 'application/json' },
      { method: 'PATCH', path: `${configMaps}/web`, body: {}, contentType: 'text/plain' },
      mergePatch(`${configMaps}/web?force=true`, {}),
    ],
  },
  {
    name: 'a patch of the wrong shape is refused',
    steps: [
      post(configMaps, configMap('web')),
      mergePatch(`${configMaps}/web`, []),
      mergePatch(`${configMaps}/web`, 'no json'),
      strategicPatch(`${configMaps}/web`, []),
      jsonPatch(`${configMaps}/web`, 'no json'),
      jsonPatch(`${configMaps}/web`, [{ op: 'add' }]),
    ],
  },
  {
    name: 'unknown fields in a patch are dropped, warned of or refused',
    steps: [
      post(configMaps, configMap('web')),
      mergePatch(`${configMaps}/web?fieldValidation=Ignore`, { colour: 'red' }),
      mergePatch(`${configMaps}/web?fieldValidation=Warn`, { colour: 'red' }),
      mergePatch(`${configMaps}/web?fieldValidation=Strict`, { colour: 'red' }),
      strategicPatch(`${configMaps}/web?fieldValidation=Strict`, { colour: 'red' }),
      jsonPatch(`${configMaps}/web?fieldValidation=Strict`, [{ op: 'add', path: '/colour', value: 'red' }]),
      jsonPatch(`${configMaps}/web?fieldValidation=Strict`, [
        { op: 'test', path: '/kind', value: 'ConfigMap', why: 'so' },
      ]),
      post(myApps, myApp('web')),
      mergePatch(`${myApps}/web?fieldValidation=Strict`, { spec: { colour: 'red' } }),
    ],
  },
]
