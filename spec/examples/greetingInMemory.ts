import { of, VirtualTimeScheduler } from 'rxjs'
import { emptyCluster, modelSources } from '../../streams/drivers/testing.ts'
import { run } from '../../streams/index.ts'
import greetings, { definition } from './greeting.ts'

/**
 * A controller under test, with an API server in memory and on virtual time: an hour passes in milliseconds, no
 * process and no socket is needed, and each run of the test is the same.
 */
export const greetingsInMemory = () => {
  const clock = new VirtualTimeScheduler()
  const cluster = modelSources(emptyCluster({ nowMs: 0 }), { scheduler: clock })
  const running = run(greetings, { ...cluster.sources, leading$: of(true) }).subscribe()
  const advance = (ms: number): void => {
    clock.maxFrames = clock.frame + ms
    clock.flush()
    // The virtual clock of RxJS stands at its last action: let it stand where the time has come to.
    clock.frame = clock.maxFrames
  }
  cluster.send({ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: definition })
  return { ...cluster, advance, stop: () => running.unsubscribe() }
}
