import type { Sequence } from '../sequence.ts'
import { get, post } from '../steps.ts'
import { configMap } from './objects.ts'
import { configMaps, deployments } from './paths.ts'

export const errors: readonly Sequence[] = [
  {
    name: 'what is not there is not found',
    steps: [
      get(`${configMaps}/none`),
      get('/apis/nowhere.example.com/v1/things'),
      get('/apis/apps/v1/namespaces/<ns>/things'),
      get('/nowhere'),
    ],
  },
  {
    name: 'a wrong name, kind or namespace is refused',
    steps: [
      post(configMaps, configMap('Not_A_Name')),
      post(deployments, configMap('web')),
      post(configMaps, configMap('web', undefined, { namespace: 'elsewhere' })),
      post(configMaps, 'no json'),
    ],
  },
]
