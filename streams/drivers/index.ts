/** `sluice/drivers`: the world behind the ports. */
export { type ClusterConnection, type ClusterOptions, openCluster } from './cluster/cluster.ts'
export { describeEffect, describePlan } from './describe.ts'
export { type Events, type EventsOptions, events } from './events/events.ts'
export { type Leadership, type LeaseOptions, type LeaseStatus, lease } from './lease.ts'
export { createLog, type Log, type LogLevel, type LogOptions } from './log.ts'
export { logRun } from './logRun.ts'
