import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  concat,
  EMPTY,
  finalize,
  ignoreElements,
  lastValueFrom,
  merge,
  NEVER,
  type Observable,
  of,
  ReplaySubject,
  takeUntil,
  tap,
} from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import { isApiFailure } from '../../../lib/kube/failure.ts'
import { run } from '../../circle/run.ts'
import { startCluster } from '../apiserver/index.ts'
import { explain } from '../connection/explain.ts'
import type { ClusterConnection } from '../connection/openCluster.ts'
import { demoNamespace, install } from '../demo/install.ts'
import { myApps } from '../demo/myApps.ts'
import { beginning, story, tell } from '../demo/story.ts'
import { tally } from '../demo/tally.ts'
import { type DemoEvent, tellJson, tellPretty } from '../demo/tellers.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { ExitError } from './exit.ts'
import { signals$ } from './signals.ts'

export interface DemoVerbOptions extends ConnectOptions {
  readonly namespace?: string
  readonly workers: number
  readonly once: boolean
  readonly json: boolean
}

/**
 * The main job, to look at: on an embedded cluster that scales, breaks and
 * deletes; on a cluster of yours only the samples are applied.
 */
export const demoVerb = async (options: DemoVerbOptions): Promise<void> => {
  if (options.kubeconfig !== undefined || options.context !== undefined) {
    const connection = await connect(options)
    return demo(connection, options, beginning, undefined).finally(connection.close)
  }
  const cluster = await startCluster()
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  try {
    const kubeconfig = join(folder, 'kubeconfig.json')
    await writeFile(kubeconfig, JSON.stringify(cluster.kubeconfig()), { mode: 0o600 })
    const connection = await connect({ kubeconfig })
    await demo(connection, options, story, kubeconfig).finally(connection.close)
  } finally {
    await cluster.stop()
    await rm(folder, { recursive: true })
  }
}

const demo = async (
  connection: ClusterConnection,
  { namespace = demoNamespace, workers, once, json }: DemoVerbOptions,
  chapters: typeof story,
  kubeconfig: string | undefined,
): Promise<void> => {
  const write = (text: string): void => {
    process.stdout.write(text)
  }
  const teller = json ? tellJson(write) : tellPretty(write)
  const stop$ = new ReplaySubject<void>(1)
  const { summary, count } = tally()

  const running$ = run(myApp, { ...connection.sources, leading$: of(true) }, { namespace, workers, stop$ })
  const told$ = tell(chapters(connection, namespace), myApps(connection.sources, namespace))
  const afterwards$: Observable<DemoEvent> = once
    ? EMPTY
    : concat(kubeconfig === undefined ? EMPTY : of<DemoEvent>({ _tag: 'Access', kubeconfig }), NEVER)
  const story$ = concat(told$, afterwards$).pipe(
    takeUntil(signals$),
    finalize(() => stop$.next()),
  )
  const events$: Observable<DemoEvent> = concat(
    install(connection, namespace),
    merge(running$.pipe(tap(count)), story$),
  )
  await lastValueFrom(events$.pipe(tap(teller), ignoreElements()), { defaultValue: undefined }).catch(
    (error: unknown) => {
      throw isApiFailure(error) ? new ExitError(explain(error, connection.server)) : error
    },
  )
  teller(summary())
}
