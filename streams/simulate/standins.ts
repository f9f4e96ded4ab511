import type { SchedulerLike, Subscription } from 'rxjs'
import { firstMemory, type StandinOptions, turn } from '../../lib/apiserver/standins/turn.ts'
import type { ModelCluster } from './modelSources.ts'

/** Lets the stand-ins for Deployment controller, kubelet and garbage collector take their turns on the given clock. */
export const runStandins = (
  cluster: Pick<ModelCluster, 'state' | 'send' | 'changes$'>,
  scheduler: SchedulerLike,
  { limit = 32, podReadyAfterMs = 150, podGoneAfterMs = 20 }: Partial<StandinOptions> = {},
): Subscription => {
  const options: StandinOptions = { limit, podReadyAfterMs, podGoneAfterMs }
  let memory = firstMemory
  let due: { readonly atMs: number; readonly timer: Subscription } | undefined

  const wake = (delayMs: number): void => {
    const atMs = scheduler.now() + delayMs
    if (due !== undefined && due.atMs <= atMs) return
    due?.timer.unsubscribe()
    due = { atMs, timer: scheduler.schedule(take, delayMs) }
  }
  const take = (): void => {
    due = undefined
    const { memory: after, requests, next } = turn(cluster.state(), memory, scheduler.now(), options)
    memory = after
    for (const request of requests) cluster.send(request)
    if (next !== undefined) wake(next === 'now' ? 1 : Math.max(0, next.atMs - scheduler.now()))
  }

  wake(0)
  const changing = cluster.changes$.subscribe(() => wake(1))
  changing.add(() => due?.timer.unsubscribe())
  return changing
}
