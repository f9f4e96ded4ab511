import { hostname } from 'node:os'
import { type SchedulerLike, Subscription } from 'rxjs'
import { explainForbidden } from '../../../../lib/controller/forbidden.ts'
import { createLedger, type LedgerOptions } from '../../../../lib/events/ledger.ts'
import { occasionsOf } from '../../../../lib/events/occasionsOf.ts'
import { fieldManagerOf } from '../../../../lib/kube/ownership/claim.ts'
import { failureOf } from '../../../../lib/retry/remedy.ts'
import type { RunEvent } from '../../../circle/runEvent.ts'
import { clock } from '../../connection/clock.ts'
import type { ClusterConnection } from '../../connection/openCluster.ts'
import type { Log } from '../log.ts'
import { sending } from './sending.ts'

export interface EventsOptions extends Omit<LedgerOptions, 'controller' | 'instance'> {
  /** The controller's name. Its Events are reported by `sluice/<name>`. */
  readonly controller: string
  /** Default: the host name, which in a cluster is the name of the pod. */
  readonly instance?: string
  /** Logs once that there are too many Events, and once that the API server refuses them. Default: no log. */
  readonly log?: Log
  /** Default: real time. */
  readonly scheduler?: SchedulerLike
  /** As in `SendingOptions`. */
  readonly retryAfterMs?: readonly number[]
  /** How long `drain` waits, in ms. Default 2,000. */
  readonly drainMs?: number
}

export interface Events {
  /** Takes each event of a run. Never throws, and waits for nothing. */
  readonly observe: (event: RunEvent) => void
  /** Writes what is left, for `drainMs` at most, and ends. Call it once the run has completed. */
  readonly drain: () => Promise<void>
  /** The number of Events that were left out: there were too many, or the API server refused them. */
  readonly dropped: () => number
}

/**
 * Writes Kubernetes Events about a run: `kubectl describe` shows them with the object.
 *
 *     run ── Ran ──▶ occasionsOf ──▶ ledger (series, rates, queue) ──▶ one write after the other
 *
 * A failure here does not touch reconciles: the write is tried a few times, then left out and counted.
 */
export const events = (connection: Pick<ClusterConnection, 'request'>, options: EventsOptions): Events => {
  const { scheduler = clock.scheduler, log = () => undefined, drainMs = 2_000 } = options
  const controller = fieldManagerOf({ name: options.controller })
  const ledger = createLedger({ ...options, controller, instance: options.instance ?? hostname() })
  const send = sending(connection.request, { ...options, scheduler })
  const life = new Subscription()
  let timer: Subscription | undefined
  let isWriting = false
  let isTurning = false
  let drained: (() => void) | undefined
  let draining: Promise<void> | undefined
  let dropped = 0
  const told = new Set<'many' | 'failed'>()

  const drop = (count: number, what: 'many' | 'failed', why: string): void => {
    dropped += count
    if (told.has(what) || count === 0) return
    told.add(what)
    log('warn', `Events are left out: ${why}`)
  }

  /** Writes until it has to wait. This is a loop, because an answer may come synchronously. */
  const turn = (): void => {
    if (isTurning || life.closed) return
    isTurning = true
    timer?.unsubscribe()
    while (!isWriting && write()) {}
    isTurning = false
  }

  /** Starts the next write, or a timer for it. Returns whether it started a write. */
  const write = (): boolean => {
    const next = ledger.next(scheduler.now(), drained !== undefined)
    if (next._tag === 'Wait') {
      timer = scheduler.schedule(turn, Math.min(next.ms, longestTimerMs))
      life.add(timer)
    }
    if (next._tag === 'Nothing') drained?.()
    if (next._tag !== 'Write') return false
    isWriting = true
    const done = (): void => {
      isWriting = false
      turn()
    }
    life.add(
      send(next.write).subscribe({
        complete: () => {
          told.delete('failed')
          done()
        },
        error: error => {
          drop(1, 'failed', explainForbidden(failureOf(error)).message)
          done()
        },
      }),
    )
    return true
  }

  return {
    observe: event => {
      if (event._tag !== 'Ran' || event.object === undefined) return
      const { object } = event
      const nowMs = scheduler.now()
      for (const occasion of occasionsOf(event)) {
        if (life.closed || !ledger.note(object, occasion, nowMs)) drop(1, 'many', 'there are too many')
      }
      turn()
    },
    dropped: () => dropped,
    drain: () => {
      draining ??= new Promise(resolve => {
        drained = () => {
          life.unsubscribe()
          resolve()
        }
        const late = () => {
          drop(ledger.waiting() + (isWriting ? 1 : 0), 'failed', 'the API server did not take them in time')
          drained?.()
        }
        life.add(scheduler.schedule(late, drainMs))
        turn()
      })
      return draining
    },
  }
}

const longestTimerMs = 2 ** 31 - 1
