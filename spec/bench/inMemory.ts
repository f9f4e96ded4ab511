import {
  asyncScheduler,
  concat,
  count,
  debounceTime,
  filter,
  firstValueFrom,
  NEVER,
  of,
  Subject,
  startWith,
  take,
} from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { run } from '../../streams/circle/run.ts'
import type { RunEvent } from '../../streams/circle/runEvent.ts'
import type { Sources } from '../../streams/ports/sources.ts'
import { converged, manifestOf } from './objects.ts'

const apps = 10_000

/** The pipeline without I/O: 10,000 MyApps with their children, 40,000 objects, all in one process. */
export async function* inMemory(): AsyncGenerator<readonly [string, string]> {
  const world = worldOf()
  const resync = new Subject<void>()
  const events = new Subject<RunEvent>()
  const ran$ = events.pipe(filter(({ _tag }) => _tag === 'Ran'))
  const runs = (wanted: number) => firstValueFrom(ran$.pipe(take(wanted), count()))
  const quiet = () => firstValueFrom(ran$.pipe(startWith(undefined), debounceTime(500)))

  const before = heapBytes()
  const options = { resync$: resync, watching: { streamingList: false } }
  // The sources answer synchronously, so all keys may have run before `subscribe` returns.
  const ran = runs(apps)
  const running = run(myApp, world.sources, options).subscribe(events)
  await ran
  await quiet()
  const objects = apps * 4
  yield ['objects watched', String(objects)]
  yield ['heap for each watched object, bytes', ((heapBytes() - before) / objects).toFixed(0)]

  const writes = world.writes()
  const resyncing = measured(runs(apps))
  resync.next()
  const { cpuS } = await resyncing
  yield [`resync of ${apps} MyApps that changes nothing, CPU s`, cpuS.toFixed(2)]
  await quiet()
  yield ['  requests', String(world.writes() - writes)]

  const editing = measured(runs(apps))
  world.touchAll()
  const { wallS } = await editing
  yield ['pipeline events per second, line to plan, no I/O', (apps / wallS).toFixed(0)]
  running.unsubscribe()
}

/** Sources that list converged objects and accept every status. */
const worldOf = () => {
  const lists = new Map<string, string[]>()
  for (let at = 0; at < apps; at += 1) {
    const { app, children } = converged('bench', at)
    for (const object of [app, ...children]) push(lists, object.kind, JSON.stringify(object))
  }
  const byName = new Map((lists.get('MyApp') ?? []).map((text, at) => [manifestOf('bench', at).metadata.name, text]))
  const lines = new Subject<string>()
  let version = apps * 10
  let writes = 0
  const next = (text: string, change: object) => {
    const app: unknown = JSON.parse(text)
    if (!isRecord(app) || !isRecord(app.metadata)) throw new Error('not an object')
    version += 1
    return {
      ...app,
      ...change,
      metadata: { ...app.metadata, resourceVersion: String(version), labels: { version: `v${version}` } },
    }
  }
  const sources: Sources = {
    list: ({ kind }) =>
      of({ resourceVersion: String(version), items: (lists.get(kind) ?? []).map(text => JSON.parse(text)) }),
    watch: ({ kind }) => (kind === 'MyApp' ? concat(lines, NEVER) : NEVER),
    read: () => of(undefined),
    write: ({ path, body }) => {
      writes += 1
      const name = path.split('/')[7] ?? ''
      const written = next(byName.get(name) ?? '{}', isRecord(body) ? { status: body.status } : {})
      byName.set(name, JSON.stringify(written))
      return of(written)
    },
    leading$: concat(of(true), NEVER),
    scheduler: asyncScheduler,
    random: () => 0.5,
  }
  return {
    sources,
    writes: () => writes,
    touchAll: () => {
      for (const text of byName.values()) lines.next(JSON.stringify({ type: 'MODIFIED', object: next(text, {}) }))
    },
  }
}

const heapBytes = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const measured = async (work: Promise<unknown>): Promise<{ readonly wallS: number; readonly cpuS: number }> => {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  await work
  const { user, system } = process.cpuUsage(cpu)
  return { wallS: (performance.now() - start) / 1000, cpuS: (user + system) / 1e6 }
}

const push = (lists: Map<string, string[]>, kind: string, text: string): void => {
  const list = lists.get(kind)
  if (list === undefined) lists.set(kind, [text])
  else list.push(text)
}
