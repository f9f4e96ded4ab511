import { firstValueFrom } from 'rxjs'
import { myAppVersions } from '../../../crd/versions.ts'
import { messageOf } from '../../../lib/text/messageOf.ts'
import { startCluster } from '../apiserver/index.ts'
import { createLog, type LogOptions } from '../observability/log.ts'
import { ExitError } from './exit.ts'
import { writePrivately } from './privateFile.ts'
import { signals$ } from './signals.ts'

export interface ClusterVerbOptions extends LogOptions {
  readonly port: number
  readonly kubeconfigOut?: string
  readonly controllers: 'true' | 'false'
}

/** Serves until SIGTERM or SIGINT. */
export const clusterVerb = async ({
  port,
  kubeconfigOut,
  controllers,
  ...logging
}: ClusterVerbOptions): Promise<void> => {
  const log = await createLog(logging)
  // Signals are listened for from the start: the reader of `ready` may stop it at once.
  const told = firstValueFrom(signals$)
  const cluster = await startCluster({ port, controllers: controllers === 'true', versions: [myAppVersions] }).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? new ExitError(`port ${port} is taken: choose another with --port`) : error
    },
  )
  try {
    if (kubeconfigOut === undefined)
      log('info', `listening on ${cluster.url}; --kubeconfig-out FILE writes the access to it`)
    else {
      const text = JSON.stringify(cluster.kubeconfig(), undefined, 2)
      try {
        writePrivately(kubeconfigOut, `${text}\n`)
      } catch (error) {
        throw new ExitError(`--kubeconfig-out ${kubeconfigOut}: ${messageOf(error)}`)
      }
      log('info', `listening on ${cluster.url}`, { kubeconfig: kubeconfigOut })
    }
    log('notice', 'ready')
    await told
  } finally {
    await cluster.stop()
  }
}
