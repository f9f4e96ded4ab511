import { firstMemory, type StandinOptions, turn } from '../../../lib/apiserver/standins/turn.ts'
import type { EmbeddedWorld } from './world.ts'

/** Lets the stand-ins take their turns: after each change, and when they asked to be called. */
export interface Turns {
  readonly stop: () => void
}

export const takeTurns = (world: EmbeddedWorld, options: StandinOptions, now: () => number): Turns => {
  let memory = firstMemory
  let immediate: NodeJS.Immediate | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const soon = (): void => {
    if (stopped) return
    immediate ??= setImmediate(take)
  }

  const take = (): void => {
    immediate = undefined
    clearTimeout(timer)
    const { memory: after, requests, next } = turn(world.state(), memory, now(), options)
    memory = after
    for (const request of requests) world.send(request)
    if (next === 'now') soon()
    else if (next !== undefined) timer = setTimeout(soon, Math.max(0, next.atMs - now()))
  }

  world.onChange(soon)
  soon()
  return {
    stop: () => {
      stopped = true
      clearImmediate(immediate)
      clearTimeout(timer)
    },
  }
}
