import { setTimeout as wait } from 'node:timers/promises'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { seededRandom } from '../../../lib/recording/seededRandom.ts'
import { isTold, specOf } from './converged.ts'
import { type Figures, percentilesOf } from './figures.ts'
import { measure } from './measure.ts'
import type { Program } from './program.ts'
import type { Stage } from './stage.ts'

const editLimitMs = 10_000

/** Edits of `replicas`, one after the other, of the same MyApps for every program: how long until the Deployment, and the status, show it. */
export const editing = (stage: Stage, program: Program): Promise<Figures> =>
  measure(stage, program, async () => {
    const { world, names, edits } = stage
    const random = seededRandom(1)
    const deploymentMs: number[] = []
    const statusMs: number[] = []
    for (let at = 0; at < edits; at += 1) {
      const name = names[Math.floor(random() * names.length)] ?? ''
      const replicas = (Number(specOf(world.app(name)).replicas) % 9) + 1
      const generation = world.app(name)?.metadata.generation ?? 0
      const isChanged = () => specOf(world.child(Deployment, name)).replicas === replicas
      const isAnswered = () => isTold(world.app(name)) && (world.app(name)?.metadata.generation ?? 0) > generation
      const sinceMs = performance.now()
      const changed = world.all([name], isChanged, editLimitMs)
      const answered = world.all([name], () => isChanged() && isAnswered(), editLimitMs)
      await Promise.all([stage.edit(name, { replicas }), changed, answered])
      deploymentMs.push((await changed) - sinceMs)
      statusMs.push((await answered) - sinceMs)
      await wait(10)
    }
    const own = { deploymentMs: percentilesOf(deploymentMs), statusMs: percentilesOf(statusMs) }
    return { program, ownWrites: edits, own }
  })
