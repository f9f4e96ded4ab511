import { createServer, type Server } from 'node:http'
import * as t from 'io-ts'
import { lastValueFrom, of, Subject, tap } from 'rxjs'
import { ConfigMap, controller, resource } from '../../lib/index.ts'
import { type ClusterConnection, openCluster } from '../../streams/drivers/index.ts'
import { type RunEvent, run } from '../../streams/index.ts'

/** A service that happens to contain a controller. The server, the signals and the log are its own. */

export const TenantSpec = t.type({ plan: t.string })
export const Tenant = resource('demo.dev', 'v1', 'Tenant', 'tenants', TenantSpec)

const tenants = controller({
  name: 'tenants',
  watches: Tenant,
  owns: [ConfigMap],
  desired: ({ metadata: { name }, spec }) => ({
    children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { plan: spec.plan } }],
  }),
})

export interface Running {
  readonly server: Server
  readonly stop: () => Promise<void>
}

export const start = (cluster: ClusterConnection, log: (line: object) => void): Running => {
  let ready = false
  let writes = 0
  const observe = (event: RunEvent): void => {
    if (event._tag === 'Ready') ready = true
    if (event._tag === 'Effected') writes += 1
    if (event._tag === 'Ran') log({ tenant: event.key, outcome: event.outcome._tag })
  }

  const stop$ = new Subject<void>()
  const sources = { ...cluster.sources, leading$: of(true) }
  const running = lastValueFrom(run(tenants, sources, { stop$ }).pipe(tap(observe)), { defaultValue: undefined })

  const server = createServer((_request, response) => {
    response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ready, writes }))
  })
  const stop = async (): Promise<void> => {
    stop$.next()
    await running
    await cluster.close()
    server.close()
  }
  return { server, stop }
}

if (import.meta.main) {
  const log = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
  const opened = await openCluster()
  if (opened._tag === 'Left') {
    log({ error: opened.left })
    process.exit(1)
  }
  const { server, stop } = start(opened.right, log)
  server.listen(Number(process.env.PORT), '127.0.0.1', () => log({ listening: server.address() }))
  process.once('SIGTERM', stop)
}
