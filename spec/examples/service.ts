import { createServer } from 'node:http'
import * as t from 'io-ts'
import { lastValueFrom, of, Subject, tap } from 'rxjs'
import { ConfigMap, controller, resource } from '../../lib/index.ts'
import { openCluster } from '../../streams/drivers/index.ts'
import { type RunEvent, run } from '../../streams/index.ts'

/** A service that happens to contain a controller. The server, the signals and the log are its own. */

const Tenant = resource('demo.dev', 'v1', 'Tenant', 'tenants', t.type({ plan: t.string }))

const tenants = controller({
  name: 'tenants',
  watches: Tenant,
  owns: [ConfigMap],
  desired: ({ metadata: { name }, spec }) => ({
    children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { plan: spec.plan } }],
  }),
})

const log = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

let ready = false
let writes = 0
const observe = (event: RunEvent): void => {
  if (event._tag === 'Ready') ready = true
  if (event._tag === 'Effected') writes += 1
  if (event._tag === 'Watch' && event.health.problem) log({ problem: event.health.problem })
  if (event._tag === 'Ran') log({ tenant: event.key, outcome: event.outcome._tag })
}

const opened = await openCluster()
if (opened._tag === 'Left') {
  log({ problem: opened.left })
  process.exit(1)
}
const cluster = opened.right

const stop$ = new Subject<void>()
const sources = { ...cluster.sources, leading$: of(true) }
const running = lastValueFrom(run(tenants, sources, { stop$ }).pipe(tap(observe)), { defaultValue: undefined })

const server = createServer((_request, response) => {
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ ready, writes }))
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => log({ listening: server.address() }))

process.once('SIGTERM', async () => {
  stop$.next()
  await running
  await cluster.close()
  server.close(() => log({ stopped: writes }))
})
