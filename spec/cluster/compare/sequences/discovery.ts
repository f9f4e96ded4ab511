import type { Sequence } from '../sequence.ts'
import { get, post } from '../steps.ts'
import { myApp } from './objects.ts'
import { myApps } from './paths.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'

export const discovery: readonly Sequence[] = [
  { name: 'the versions of the core group', steps: [get('/api', { compare: { at: 'versions' } })] },
  { name: 'the kinds of the group of MyApp', steps: [get('/apis/example.com'), get('/apis/example.com/v1')] },
  {
    name: 'MyApps as a table',
    steps: [
      post(myApps, myApp('web', { port: 80 })),
      get(myApps, { accept: table }),
      get(`${myApps}/web?includeObject=None`, { accept: table }),
    ],
  },
]
