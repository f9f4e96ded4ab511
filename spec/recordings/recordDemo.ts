import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import { concat, finalize, ignoreElements, lastValueFrom, merge, of, ReplaySubject } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { demoNamespace, install } from '../../streams/drivers/demo/install.ts'
import { myApps } from '../../streams/drivers/demo/myApps.ts'
import { story, tell } from '../../streams/drivers/demo/story.ts'
import { createJournal } from '../../streams/drivers/cli/journal.ts'
import { startCluster } from '../../streams/drivers/apiserver/index.ts'
import { record } from '../../streams/recording/record.ts'

/**
 * Records a real run of the demo into `file`: MyApp against the embedded cluster,
 * over HTTPS and on the real clock. The samples are applied, one is scaled, a
 * Deployment is deleted, a MyApp is deleted. Made again by
 *
 *     node spec/recordings/recordDemo.ts
 */
export const recordDemo = async (file: string): Promise<void> => {
  const cluster = await startCluster({ seed: 1 })
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  try {
    const kubeconfig = join(folder, 'kubeconfig.json')
    await writeFile(kubeconfig, JSON.stringify(cluster.kubeconfig()), { mode: 0o600 })
    const opened = await openCluster({ kubeconfig })
    if (isLeft(opened)) throw new Error(opened.left)
    const connection = opened.right
    let failure: string | undefined
    const journal = createJournal(file, message => {
      failure = message
    })
    if (isLeft(journal)) throw new Error(journal.left)
    const stop$ = new ReplaySubject<void>(1)
    const { sources } = connection
    const options = { namespace: demoNamespace, stop$ }
    const running$ = record(myApp, { ...sources, leading$: of(true) }, options, journal.right.write)
    const told$ = tell(story(connection, demoNamespace), myApps(sources, demoNamespace))
    const demo$ = concat(install(connection, demoNamespace), merge(running$, told$.pipe(finalize(() => stop$.next()))))
    await lastValueFrom(demo$.pipe(ignoreElements()), { defaultValue: undefined })
    journal.right.close()
    await connection.close()
    if (failure !== undefined) throw new Error(failure)
  } finally {
    await cluster.stop()
    await rm(folder, { recursive: true })
  }
}

if (import.meta.main) await recordDemo(new URL('demo.ndjson', import.meta.url).pathname)
