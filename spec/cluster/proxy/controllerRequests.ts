import type { FaultyCluster } from './faultyCluster.ts'

/** Writes and consistent reads by controllers so far; not those of the cluster's own or of people. */
export const controllerRequests = (cluster: Pick<FaultyCluster, 'requests'>): number =>
  cluster
    .requests()
    .filter(({ userAgent, verb }) => userAgent.startsWith('sluice') && verb !== 'WATCH' && verb !== 'LIST')
    .reduce((sum, { count }) => sum + count, 0)
