import Table from 'cli-table3'
import picocolors from 'picocolors'
import type { MyAppObject } from '../../../crd/myapp.ts'
import { myAppCondition } from './myApps.ts'

/** MyApps with their readiness, as a table for people. */
export const demoTable = (apps: readonly MyAppObject[]): string => {
  const rows = new Table({
    head: ['MYAPP', 'IMAGE', 'REPLICAS', 'READY', 'WHY'].map(picocolors.bold),
    style: { head: [], border: [], compact: true },
  })
  for (const app of apps) {
    const ready = myAppCondition(app, 'Ready')
    const isReady = ready?.status === 'True'
    rows.push([
      app.metadata.name,
      app.spec.image,
      `${app.status?.readyReplicas ?? 0}/${app.spec.replicas}`,
      isReady ? picocolors.green('True') : picocolors.yellow(ready?.status ?? 'Unknown'),
      ready?.message ?? '',
    ])
  }
  return rows.toString()
}
