import type { Controller } from '../../../../lib/controller/controller.ts'
import type { KubeObject } from '../../../../lib/kube/object.ts'
import type { Live } from '../../../circle/live.ts'
import type { RunEvent } from '../../../circle/runEvent.ts'
import type { Instruments } from './instruments.ts'
import { queueMetrics } from './queueMetrics.ts'
import { reconcileMetrics } from './reconcileMetrics.ts'
import { sluiceMetrics } from './sluiceMetrics.ts'

/** The inputs of one controller's metrics. */
export interface ControllerMetrics {
  /** Takes each event of its run. */
  readonly observe: (event: RunEvent) => void
  /** The option `live` of `run`: its numbers are read at each scrape. */
  readonly live: (numbers: Live) => void
}

/**
 * The metrics of controllers. Each controller is declared once, and its counters exist from then on, at 0.
 * Labels never come from an object, so a deleted object leaves no series behind.
 */
export const controllerMetrics = (instruments: Instruments, nowMs: () => number) => {
  const parts = [reconcileMetrics(instruments), queueMetrics(instruments, nowMs), sluiceMetrics(instruments)]
  return <O extends KubeObject>(controller: Controller<O>): ControllerMetrics => {
    let numbers: Live | undefined
    const observers = parts.map(part => part(controller, () => numbers))
    return {
      observe: event => {
        for (const observe of observers) observe(event)
      },
      live: given => {
        numbers = given
      },
    }
  }
}
