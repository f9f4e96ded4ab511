import { asyncScheduler, concat, filter, firstValueFrom, map, NEVER, Observable, of, Subject, take, tap, toArray } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import type { KubeObject, Resource } from '../../lib/object.ts'
import { run } from '../../streams/run.ts'
import type { RunEvent } from '../../streams/runEvent.ts'
import type { Sources } from '../../streams/sources.ts'
import { converged } from './objects.ts'

const count = 10_000

/** The pipeline without I/O: 10,000 MyApps with their children, 40,000 objects, all in one process. */
export async function* inMemory(): AsyncGenerator<readonly [string, string]> {
  const texts = new Map<string, string[]>()
  for (let at = 0; at < count; at += 1) {
    const { app, children } = converged('bench', at)
    for (const object of [app, ...children]) {
      const known = texts.get(object.kind)
      if (known === undefined) texts.set(object.kind, [JSON.stringify(object)])
      else known.push(JSON.stringify(object))
    }
  }
  const objects = [...texts.values()].reduce((sum, each) => sum + each.length, 0)
  const lines = new Subject<string>()
  const resync = new Subject<void>()
  let writes = 0
  const sources: Sources = {
    list: (resource: Resource) =>
      new Observable(subscriber => {
        const items = (texts.get(resource.kind) ?? []).map((text): KubeObject => JSON.parse(text))
        subscriber.next({ resourceVersion: String(count * 10), items })
        subscriber.complete()
      }),
    watch: resource => (resource.kind === 'MyApp' ? concat(lines, NEVER) : NEVER),
    read: () => of(undefined),
    write: ({ body }) => {
      writes += 1
      return of(body)
    },
    leading$: NEVER,
    scheduler: asyncScheduler,
    random: () => 0.5,
  }
  const events = new Subject<RunEvent>()
  const before = heapMiB()
  const running = run(myApp, { ...sources, leading$: concat(of(true), NEVER) }, {
    resync$: resync,
    workers: 1,
    watching: { streamingList: false },
  }).subscribe(events)
  const runs = (wanted: number) =>
    firstValueFrom(events.pipe(filter(({ _tag }) => _tag === 'Ran'), take(wanted), toArray(), map(all => all.length)))
  await runs(count)
  await delay(200)
  yield ['objects watched', String(objects)]
  yield ['heap for each watched object, bytes', (((heapMiB() - before) * 2 ** 20) / objects).toFixed(0)]

  writes = 0
  const resyncing = measured(runs(count))
  resync.next()
  const resynced = await resyncing
  yield [`resync of ${count} MyApps that changes nothing, CPU s`, `${resynced.cpuS.toFixed(2)} (${writes} requests)`]

  const touched = [...(texts.get('MyApp') ?? [])]
  const editing = measured(runs(count))
  touched.forEach((text, at) => {
    const app = JSON.parse(text)
    app.metadata.resourceVersion = String(count * 10 + at + 1)
    app.metadata.labels = { touched: 'yes' }
    lines.next(JSON.stringify({ type: 'MODIFIED', object: app }))
  })
  const { wallS } = await editing
  yield ['pipeline events per second, line to plan, no I/O', (count / wallS).toFixed(0)]
  running.unsubscribe()
}

const delay = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

const heapMiB = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const measured = async (work: Promise<unknown>): Promise<{ readonly wallS: number; readonly cpuS: number }> => {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  await work
  const { user, system } = process.cpuUsage(cpu)
  return { wallS: (performance.now() - start) / 1000, cpuS: (user + system) / 1e6 }
}
