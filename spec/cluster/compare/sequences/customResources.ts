import type { Sequence } from '../sequence.ts'
import { post } from '../steps.ts'
import { myApp } from './objects.ts'
import { myApps } from './paths.ts'

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
]
