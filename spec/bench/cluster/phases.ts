import { setTimeout as wait } from 'node:timers/promises'
import { MyApp } from '../../../crd/myapp.ts'
import { Service } from '../../../lib/kube/kinds.ts'
import { isConverged, specOf } from './converged.ts'
import { editing } from './editing.ts'
import type { Figures, Result } from './figures.ts'
import { inParallel } from './inParallel.ts'
import { measure } from './measure.ts'
import type { Program } from './program.ts'
import type { Stage } from './stage.ts'

const idleMs = 10_000

/** Takes one program through all phases, in this order, on a cluster where its MyApps are waiting. */
export const throughAllPhases = async (stage: Stage): Promise<Result> => {
  const { world, names, limitMs, start } = stage
  let program: Program | undefined
  const running = (): Program => {
    if (program === undefined) throw new Error('no program is running')
    return program
  }
  const started = (): Program => {
    program = start()
    return program
  }
  const seconds = (ms: number) => ms / 1000

  const cold = () =>
    measure(stage, undefined, async () => {
      const fresh = started()
      const atMs = await world.all(names, name => isConverged(world, name), limitMs)
      return { program: fresh, ownWrites: 0, own: { wallS: seconds(atMs - fresh.startedMs) } }
    })

  const idle = () =>
    measure(stage, running(), async () => {
      await wait(idleMs)
      return { program: running(), ownWrites: 0, own: {} }
    })

  /** `send` changes every MyApp; the phase ends when `holds` is true for each. */
  const all = (send: (name: string) => Promise<unknown>, holds: (name: string) => boolean): Promise<Figures> =>
    measure(stage, running(), async () => {
      const sinceMs = performance.now()
      const reached = world.all(names, holds, limitMs)
      await Promise.all([reached, inParallel(names, send)])
      return { program: running(), ownWrites: names.length, own: { wallS: seconds((await reached) - sinceMs) } }
    })

  const restart = async () => {
    await running().stop()
    return measure(stage, undefined, async () => {
      const fresh = started()
      const readyMs = await fresh.ready
      const quietMs = (await fresh.usage.quiet(limitMs)) ?? Number.POSITIVE_INFINITY
      const own = {
        readyS: seconds(readyMs - fresh.startedMs),
        quietS: seconds(Math.max(readyMs, quietMs) - fresh.startedMs),
      }
      return { program: fresh, ownWrites: 0, own }
    })
  }

  const image = 'example/app:2'
  const uids = () => new Map(names.map(name => [name, world.child(Service, name)?.metadata.uid]))
  try {
    const coldStart = await cold()
    const idling = await idle()
    const edit = await editing(stage, running())
    const burst = await all(
      name => stage.edit(name, { image }),
      name => isConverged(world, name) && specOf(world.app(name)).image === image,
    )
    const old = uids()
    const drift = await all(
      name => stage.remove(Service, name),
      name => ![undefined, old.get(name)].includes(world.child(Service, name)?.metadata.uid),
    )
    return {
      cold: coldStart,
      idle: idling,
      edit,
      burst,
      drift,
      restart: await restart(),
      delete: await all(
        name => stage.remove(MyApp, name),
        name => world.app(name) === undefined,
      ),
    }
  } finally {
    await program?.stop()
  }
}
