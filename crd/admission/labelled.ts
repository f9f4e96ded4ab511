import { myAppLabels } from '../labels.ts'
import type { MyAppObject } from '../myapp.ts'

const label = 'app.kubernetes.io/name'

/**
 * The label that all that belongs to a MyApp has, for the MyApp itself, unless it has one: so
 * `kubectl get myapp,deployment,service -l app.kubernetes.io/name=myapp` finds them together.
 *
 * Nothing else is filled in. What depends on another field would be out of date when that one
 * changes, and tools that track objects by `app.kubernetes.io/instance` would take a MyApp that has it for theirs.
 */
export const labelled = (app: MyAppObject): MyAppObject => {
  const { labels = {} } = app.metadata
  if (label in labels) return app
  return { ...app, metadata: { ...app.metadata, labels: { ...labels, [label]: myAppLabels(app)[label] ?? '' } } }
}
