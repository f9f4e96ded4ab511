import type { FaultyCluster } from './faultyCluster.ts'

/** The writes and consistent reads of sluice controllers so far. */
export const controllerRequests = (cluster: Pick<FaultyCluster, 'requests'>): number =>
  cluster
    .requests()
    .filter(({ userAgent, verb }) => userAgent.startsWith('sluice') && verb !== 'WATCH' && verb !== 'LIST')
    .reduce((sum, { count }) => sum + count, 0)
