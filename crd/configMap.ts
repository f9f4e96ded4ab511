import type { Manifest } from '../lib/kube/object.ts'
import { myAppLabels } from './labels.ts'
import type { MyAppObject } from './myapp.ts'

/** The files of a MyApp; `undefined` when it has none. */
export const configMap = (app: MyAppObject): Manifest | undefined =>
  hasConfig(app)
    ? {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: app.metadata.name, labels: myAppLabels(app) },
        data: app.spec.config,
      }
    : undefined

export const hasConfig = (app: MyAppObject): boolean => Object.keys(app.spec.config ?? {}).length > 0
