import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post, remove } from '../steps.ts'
import { configMap, myApp } from './objects.ts'
import { configMaps, myApps } from './paths.ts'

/** Pages and versions of lists. Watches are in watching.ts and watchForms.ts. */
export const listWatch: readonly Sequence[] = [
  {
    name: 'a list comes in pages',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      post(configMaps, configMap('c')),
      get(`${configMaps}?limit=2`),
      get(`${configMaps}?limit=2&continue=<4.metadata.continue>`),
    ],
  },
  {
    name: 'later pages show what was there when the first was read',
    steps: [
      post(myApps, myApp('a')),
      post(myApps, myApp('b')),
      post(myApps, myApp('c')),
      get(`${myApps}?limit=1`),
      remove(`${myApps}/b`),
      mergePatch(`${myApps}/c`, { spec: { replicas: 5 } }),
      post(myApps, myApp('d')),
      get(`${myApps}?limit=1&continue=<4.metadata.continue>`),
      get(`${myApps}?continue=<8.metadata.continue>`),
    ],
  },
  {
    name: 'pages of what selectors leave',
    steps: [
      post(configMaps, configMap('a', undefined, { labels: { app: 'x' } })),
      post(configMaps, configMap('b')),
      post(configMaps, configMap('c', undefined, { labels: { app: 'x' } })),
      post(configMaps, configMap('d')),
      get(`${configMaps}?limit=1&labelSelector=app%3Dx`),
      get(`${configMaps}?limit=1&labelSelector=app%3Dx&continue=<5.metadata.continue>`),
      get(`${configMaps}?limit=2&labelSelector=app%3Dx`),
    ],
  },
  {
    name: 'a continue token that means nothing is refused',
    steps: [
      get(`${configMaps}?continue=nonsense`),
      get(`${configMaps}?continue=e30`),
      get(`${myApps}?limit=1&continue=!!!`),
    ],
  },
  {
    name: 'a continue token goes with no resourceVersion',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      get(`${configMaps}?limit=1`),
      get(`${configMaps}?limit=1&resourceVersion=0&continue=<3.metadata.continue>`),
      get(`${configMaps}?limit=1&resourceVersion=<1.metadata.resourceVersion>&continue=<3.metadata.continue>`),
      get(`${configMaps}?resourceVersion=1&resourceVersionMatch=Exact&continue=<3.metadata.continue>`),
    ],
  },
  {
    name: 'a list as it was at a resourceVersion',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      mergePatch(`${configMaps}/a`, { data: { a: '2' } }),
      post(configMaps, configMap('b')),
      remove(`${configMaps}/a`),
      get(`${configMaps}?resourceVersion=<1.metadata.resourceVersion>&resourceVersionMatch=Exact`),
      get(`${configMaps}?resourceVersion=<2.metadata.resourceVersion>&resourceVersionMatch=Exact&limit=1`),
      get(`${configMaps}?resourceVersion=<3.metadata.resourceVersion>&limit=1`),
      get(`${configMaps}?resourceVersion=<1.metadata.resourceVersion>`),
      get(`${configMaps}?resourceVersion=<1.metadata.resourceVersion>&resourceVersionMatch=NotOlderThan`),
    ],
  },
  {
    name: 'which resourceVersions and matches go together in a list',
    steps: [
      get(`${configMaps}?resourceVersionMatch=Exact`),
      get(`${configMaps}?resourceVersion=0&resourceVersionMatch=Exact`),
      get(`${configMaps}?resourceVersion=1&resourceVersionMatch=Newest`),
      get(`${configMaps}?resourceVersion=0&resourceVersionMatch=NotOlderThan`),
      get(`${myApps}?resourceVersionMatch=NotOlderThan`),
      get(`${myApps}?sendInitialEvents=true`),
      get(`${myApps}?sendInitialEvents=false&resourceVersion=0&resourceVersionMatch=NotOlderThan`),
    ],
  },
  {
    name: 'a resourceVersion that is no number is refused',
    steps: [
      get(`${configMaps}?resourceVersion=abc`),
      get(`${configMaps}?resourceVersion=-1`),
      get(`${configMaps}?resourceVersion=1.5&resourceVersionMatch=Exact`),
      get(`${myApps}?resourceVersion=abc`),
      get(`${configMaps}/none?resourceVersion=abc`),
    ],
  },
  {
    name: 'a resourceVersion from the future is not there yet',
    steps: [
      post(configMaps, configMap('a')),
      get(`${configMaps}?resourceVersion=999999999`, { compare: 'code' }),
      get(`${configMaps}/a?resourceVersion=999999999`, { compare: 'code' }),
      get(`${configMaps}?resourceVersion=999999999&resourceVersionMatch=Exact`, { compare: 'code' }),
    ],
  },
  {
    name: 'one object is read at a resourceVersion',
    steps: [
      post(configMaps, configMap('a', { a: '1' })),
      mergePatch(`${configMaps}/a`, { data: { a: '2' } }),
      get(`${configMaps}/a?resourceVersion=0`, { repeatUntil: { code: 200 } }),
      get(`${configMaps}/a?resourceVersion=<1.metadata.resourceVersion>`),
      get(`${configMaps}/a?resourceVersion=<2.metadata.resourceVersion>`),
      get(`${configMaps}/a?resourceVersion=<2.metadata.resourceVersion>&resourceVersionMatch=Exact`),
    ],
  },
  {
    name: 'options of a list that do not parse are refused',
    steps: [
      get(`${configMaps}?limit=abc`),
      get(`${configMaps}?limit=1.5`),
      get(`${configMaps}?timeoutSeconds=abc`),
      get(`${configMaps}?watch=perhaps&timeoutSeconds=1`, { watch: { events: 9 } }),
      get(`${configMaps}?limit=0`),
      get(`${configMaps}?limit=-1`),
      get(`${configMaps}?limit=`),
    ],
  },
  {
    name: 'a namespace that does not exist has empty lists',
    steps: [get('/api/v1/namespaces/<ns>-none/configmaps'), get('/apis/example.com/v1/namespaces/<ns>-none/myapps')],
  },
]
