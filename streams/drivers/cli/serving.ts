import { isLeft } from 'fp-ts/lib/Either.js'
import { type Observable, Subject, takeUntil } from 'rxjs'
import { handlersOf } from '../../../lib/reviews/webhooks.ts'
import type { RunEvent } from '../../circle/runEvent.ts'
import type { Log } from '../observability/log.ts'
import { parseAddress } from '../serving/endpoint/address.ts'
import { reviewed } from '../serving/endpoint/reviewed.ts'
import { serveEndpoint } from '../serving/endpoint/serveEndpoint.ts'
import { certificateCheck } from '../serving/probes/certificateCheck.ts'
import { leaseCheck } from '../serving/probes/leaseCheck.ts'
import { type Probes, probeRoutes } from '../serving/probes/probeRoutes.ts'
import { runChecks } from '../serving/probes/runChecks.ts'
import type { Certificates } from '../serving/serverCertificate.ts'
import { serveWebhooks } from '../serving/webhooks/serveWebhooks.ts'
import { servedCertificates } from './certificates.ts'
import { ExitError, exitCodes } from './exit.ts'
import type { Leading } from './leadership.ts'
import type { ServingOptions } from './servingOptions.ts'

/** Ends the serving: what is under way is answered first. */
type Close = () => Promise<void>

export interface Serving {
  /** To be given each event of the run. */
  readonly observe: (event: RunEvent) => void
  /** Errors with what keeps the webhooks from being served. */
  readonly failed$: Observable<never>
  readonly close: Close
}

/**
 * All that the flags ask to be served beside a run: probes first, which also close
 * last, then metrics and webhooks. An authority of its own has a certificate only
 * when some replica leads, which waits for the caches: so webhooks are not waited for.
 */
export const serving = async (options: ServingOptions): Promise<Serving> => {
  const { controller, flags, leading } = options
  const closing: Close[] = []
  const ending = new Subject<void>()
  const close = async (): Promise<void> => {
    ending.next()
    for (const each of closing.toReversed()) await each()
  }
  try {
    const found = await servedCertificates(options)
    const certificates = found && { ...found, certificate$: found.certificate$.pipe(takeUntil(ending)) }
    const run = runChecks()
    const observe = run.controller(controller.name)
    const renewed = leaseCheck({ ...renewal(leading), leaseDurationMs: flags.leaderElectLeaseDuration })
    const valid = certificates ? [certificateCheck('certificate', certificates.notAfter)] : []
    closing.push(await serveProbes(options, { healthz: [renewed], readyz: [...run.checks, ...valid, renewed] }))
    const failed = new Subject<never>()
    const served = [serveMetrics(options, certificates), serveHooks(options, certificates)].map(serve =>
      serve.catch((error: unknown) => {
        failed.error(error)
        return nothing
      }),
    )
    closing.push(...served.map(serve => async () => (await serve)()))
    return { observe, failed$: failed, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The log says where, for `:0` is any free port. */
const told = (log: Log, what: string, port: number): void => log('info', `${what} on port ${port}`)

const serveProbes = async ({ flags, log }: ServingOptions, probes: Probes): Promise<Close> => {
  const address = flags.healthProbeBindAddress
  if (address === '0') return nothing
  const endpoint = await serveEndpoint({ address, flag: '--health-probe-bind-address', routes: probeRoutes(probes) })
  told(log, 'probes', endpoint.port)
  return endpoint.close
}

/** Metrics over TLS are given to whom the API server allows to get them. */
const serveMetrics = async (
  { flags, log, connection, metrics }: ServingOptions,
  certificates: Certificates | undefined,
): Promise<Close> => {
  const address = flags.metricsBindAddress
  if (address === '0' || metrics === undefined) return nothing
  const text = async () => ({ code: 200, body: await metrics.text(), contentType: metrics.contentType })
  const routes = { '/metrics': flags.metricsSecure ? reviewed({ request: connection.request })(text) : text }
  const endpoint = await serveEndpoint({
    address,
    flag: '--metrics-bind-address',
    routes,
    tell: problem => log('warn', problem),
    ...(flags.metricsSecure && certificates && { certificate$: certificates.certificate$ }),
  })
  told(log, 'metrics', endpoint.port)
  return async () => {
    await endpoint.close()
    metrics.close()
  }
}

const serveHooks = async (
  { flags, log, metrics, webhooks }: ServingOptions,
  certificates: Certificates | undefined,
): Promise<Close> => {
  if (flags.webhookBindAddress === '0' || certificates === undefined) return nothing
  if (webhooks.length === 0) throw new ExitError(noWebhooks, exitCodes.usage)
  const address = parseAddress(flags.webhookBindAddress)
  if (isLeft(address)) throw new ExitError(`--webhook-bind-address: ${address.left}`, exitCodes.usage)
  const handlers = handlersOf(webhooks)
  const counted = metrics?.webhooks(Object.keys(handlers))
  const server = await serveWebhooks({
    ...address.right,
    certificate$: certificates.certificate$,
    handlers,
    tell: problem => log('warn', problem),
    ...(counted && { observe: counted.observe }),
  })
  counted?.serving(server.inFlight)
  told(log, 'webhooks', server.port)
  return server.close
}

const noWebhooks =
  'this controller has no webhooks: leave --webhook-bind-address out, or export them from its module as webhooks'

/** The last renewal of the lease, on the clock of the checks. */
const renewal = ({ leads, sinceRenewalMs }: Leading) => ({
  renewedMs: () => {
    const sinceMs = leads() ? sinceRenewalMs() : undefined
    return sinceMs === undefined ? undefined : performance.now() - sinceMs
  },
})

const nothing: Close = () => Promise.resolve()
