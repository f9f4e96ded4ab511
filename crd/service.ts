import type { Manifest } from '../lib/kube/object.ts'
import { myAppLabels } from './labels.ts'
import type { MyAppObject } from './myapp.ts'

/** The Service that makes a MyApp reachable at its port; `undefined` when it has none. */
export const service = (app: MyAppObject): Manifest | undefined =>
  app.spec.port === undefined
    ? undefined
    : {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: app.metadata.name, labels: myAppLabels(app) },
        spec: {
          selector: myAppLabels(app),
          // By name: while a change of the port rolls out, old and new pods are each reached at their own.
          ports: [{ name: 'http', port: app.spec.port, protocol: 'TCP', targetPort: 'http' }],
        },
      }
