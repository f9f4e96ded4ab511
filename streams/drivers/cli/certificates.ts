import { isLeft } from 'fp-ts/lib/Either.js'
import { serviceHosts } from '../../../lib/certificates/rules.ts'
import { certificateTargets, webhookService } from '../../../lib/manifests/webhooks.ts'
import type { CertificateEvent } from '../certificates/certificateEvent.ts'
import { certificateFiles } from '../certificates/certificateFiles.ts'
import { selfManagedCertificates } from '../certificates/selfManagedCertificates.ts'
import { logCertificates } from '../observability/logCertificates.ts'
import type { Certificates } from '../serving/serverCertificate.ts'
import { ExitError } from './exit.ts'
import type { ServingOptions } from './servingOptions.ts'

/** The certificates of webhooks and of metrics over TLS: the files of a folder, or an authority of its own. */
export const servedCertificates = async ({
  flags,
  log,
  connection,
  leading,
  metrics,
  webhooks,
}: ServingOptions): Promise<Certificates | undefined> => {
  if (flags.webhookBindAddress === '0' && !flags.metricsSecure) return undefined
  const observers = [logCertificates(log), ...(metrics ? [metrics.certificate('webhooks')] : [])]
  const observe = (event: CertificateEvent): void => {
    for (const each of observers) each(event)
  }
  if (flags.webhookCertDir !== undefined) {
    const files = await certificateFiles(flags.webhookCertDir, { observe })
    if (isLeft(files)) throw new ExitError(files.left)
    return files.right
  }
  const { namespace } = connection
  const installed = { name: flags.installation, namespace, webhooks: flags.webhookBindAddress === '0' ? [] : webhooks }
  const service = webhookService(installed)
  return selfManagedCertificates(connection.sources, {
    secret: service,
    hosts: [...serviceHosts(service), ...serviceHosts({ namespace, name: `${flags.installation}-metrics` })],
    targets: certificateTargets(installed),
    leading$: leading.leading$,
    observe,
  })
}
