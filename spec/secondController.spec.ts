import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, lastValueFrom, map, merge, of, Subject, timeout } from 'rxjs'
import { ConfigMap, createStore, Deployment, type KubeObject, type Resource, Service } from '../lib/index.ts'
import { pathOf } from '../lib/kube/object.ts'
import { type ClusterConnection, openCluster } from '../streams/drivers/index.ts'
import { type Cluster, startCluster } from '../streams/drivers/testing.ts'
import { listWatch, reflect, run } from '../streams/index.ts'
import { installKind } from './examples/installKind.ts'
import { kubeconfigFile } from './examples/kubeconfigFile.ts'
import websites, { Website, WebsiteSpec } from './examples/website.ts'
import { type Client, clientOf } from './streams/drivers/apiserver/client.ts'

/** A controller of another kind, in one file: nothing in lib/ and streams/ knows MyApp. */

let cluster: Cluster
let client: Client
let connection: ClusterConnection
let ended: Promise<unknown>
const stop$ = new Subject<void>()

before(async () => {
  cluster = await startCluster({ podReadyAfterMs: 10 })
  client = clientOf(cluster)
  await installKind(client, Website, WebsiteSpec)
  const kubeconfig = await kubeconfigFile(cluster.kubeconfig())
  const opened = await openCluster({ kubeconfig: kubeconfig.path })
  await kubeconfig.remove()
  if (isLeft(opened)) throw new Error(opened.left)
  connection = opened.right
  ended = lastValueFrom(run(websites, { ...connection.sources, leading$: of(true) }, { stop$ }), {
    defaultValue: undefined,
  })
})
after(async () => {
  stop$.next()
  await ended
  await connection.close()
  await client.close()
  await cluster.stop()
})

/** Waits until the object of a kind is as it should be: `undefined` stands for its absence. */
const until = <O extends KubeObject>(
  resource: Resource<O>,
  name: string,
  isSo: (object: O | undefined) => boolean,
): Promise<unknown> => {
  const store = createStore<O>()
  const selection = { namespace: 'default', fieldSelector: `metadata.name=${name}` }
  return firstValueFrom(
    listWatch(resource, connection.sources, { selection }).events$.pipe(
      reflect(store),
      map(() => store.get(`default/${name}`)),
      filter(seen => isSo(seen?._tag === 'Accepted' ? seen.object : undefined)),
      timeout({ first: 10_000, with: () => merge(of(`${resource.kind} ${name} never came to be as expected`)) }),
    ),
  ).then(late => {
    if (typeof late === 'string') throw new Error(late)
  })
}

const readyOf = (site: KubeObject | undefined): string => {
  const { conditions } = { conditions: [], ...(site && 'status' in site ? Object(site.status) : {}) }
  return conditions.map((it: { status: string; message: string }) => `${it.status}: ${it.message}`).join()
}

test('a Website waits for the ConfigMap that it names', async () => {
  const spec = { image: 'httpd:2', replicas: 2, pages: 'pages' }
  const body = { apiVersion: 'demo.dev/v1', kind: 'Website', metadata: { name: 'docs' }, spec }
  const { code, text } = await client.send({ method: 'POST', path: pathOf(Website, 'default'), body })
  assert.equal(code, 201, text)
  await until(Website, 'docs', site => readyOf(site) === 'False: no ConfigMap pages')
})

test('a Website serves the pages of its ConfigMap once that exists', async () => {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'pages' }, data: { 'index.html': 'hello' } }
  await client.send({ method: 'POST', path: pathOf(ConfigMap, 'default'), body })
  await until(Website, 'docs', site => readyOf(site) === 'True: 2 of 2 ready')
  const { json } = await client.send({ path: pathOf(Deployment, 'default', 'docs') })
  assert.deepEqual(argsOf(json), ['index.html'])
  assert.equal((await client.send({ path: pathOf(Service, 'default', 'docs') })).code, 200)
})

test('a change of the ConfigMap, which it does not own, changes the Deployment', async () => {
  await client.send({
    method: 'PATCH',
    path: pathOf(ConfigMap, 'default', 'pages'),
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { data: { 'about.html': 'us' } },
  })
  await until(Deployment, 'docs', deployment => argsOf(deployment).join() === 'about.html,index.html')
})

test('without the ConfigMap its children stay, and the status tells', async () => {
  await client.send({ method: 'DELETE', path: pathOf(ConfigMap, 'default', 'pages') })
  await until(Website, 'docs', site => readyOf(site) === 'False: no ConfigMap pages')
  for (const kind of [Deployment, Service])
    assert.equal((await client.send({ path: pathOf(kind, 'default', 'docs') })).code, 200)
})

const argsOf = (deployment: unknown): readonly string[] =>
  JSON.parse(JSON.stringify(deployment ?? {})).spec?.template.spec.containers[0].args.toSorted() ?? []

const root = new URL('../', import.meta.url)
const sources = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => `${folder}/${name}`)

/** The program that ships the MyApp controller, and the demo of it. */
const knowsMyApp = /^streams\/drivers\/(cli|demo)\//

/** Comments may name MyApp as an example, and the API server's own words name example.com. */
const withoutExamples = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replaceAll(/\(e\.g\. 'example\.com[^']*'/g, '')

test('lib and streams do not know MyApp, except its program, its demo and the simulated users', () => {
  const files = [...sources('lib'), ...sources('streams')]
  assert.ok(files.length > 200 && files.some(file => knowsMyApp.test(file)))
  const guilty = files
    .filter(file => !knowsMyApp.test(file))
    .filter(file =>
      /my-?app|example\.com|from '[./]+\/crd\//i.test(withoutExamples(readFileSync(new URL(file, root), 'utf8'))),
    )
  assert.deepEqual(guilty, [])
})
