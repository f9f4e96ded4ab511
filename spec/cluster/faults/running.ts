import assert from 'node:assert/strict'
import { isLeft } from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, of, Subject, scan, timeout } from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import type { Key } from '../../../lib/kube/object.ts'
import { type RunOptions, run } from '../../../streams/circle/run.ts'
import type { RunEvent } from '../../../streams/circle/runEvent.ts'
import { openCluster } from '../../../streams/drivers/connection/openCluster.ts'
import type { Audit } from './audit.ts'

/** The MyApp controller in this process, on the real driver. */
export interface Running {
  /** All runs so far. */
  readonly events: readonly RunEvent[]
  /** Resyncs three times and asserts that the API server gets no request meanwhile. */
  readonly staysSilent: (keys: readonly Key[]) => Promise<void>
  readonly stop: () => Promise<void>
}

const limitMs = 60_000

/** Resolves once the controller has listed every kind. */
export const startRunning = async (kubeconfig: string, audit: Audit, options: RunOptions = {}): Promise<Running> => {
  const opened = await openCluster({ kubeconfig })
  if (isLeft(opened)) throw new Error(opened.left)
  const events: RunEvent[] = []
  const events$ = new Subject<RunEvent>()
  const resync$ = new Subject<void>()
  const sources = { ...opened.right.sources, leading$: of(true) }
  const ready = firstValueFrom(
    events$.pipe(
      filter(({ _tag }) => _tag === 'Ready'),
      timeout(limitMs),
    ),
  )
  const subscription = run(myApp, sources, { ...options, resync$ }).subscribe(event => {
    events.push(event)
    events$.next(event)
  })
  const stop = async (): Promise<void> => {
    subscription.unsubscribe()
    await opened.right.close()
  }
  try {
    await ready
  } catch (error) {
    await stop()
    throw error
  }

  /** Resolves when each of these has been planned for a resync that begins now. */
  const resynced = async (keys: ReadonlySet<Key>): Promise<void> => {
    const all = firstValueFrom(
      events$.pipe(
        scan((left, event) => {
          if (event._tag === 'Ran' && event.reasons.some(({ _tag }) => _tag === 'Resync')) left.delete(event.key)
          return left
        }, new Set(keys)),
        filter(({ size }) => size === 0),
        timeout(limitMs),
      ),
    )
    resync$.next()
    await all
  }

  return {
    events,
    staysSilent: async keys => {
      assert.ok(keys.length > 0, 'there is something to be silent about')
      const before = (await audit.requests()).length
      for (let time = 0; time < 3; time++) await resynced(new Set(keys))
      assert.deepEqual((await audit.requests()).slice(before), [])
    },
    stop,
  }
}
