import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ConfigMap } from '../lib/kube/kinds.ts'
import { apiVersionOf, pathOf, type Resource } from '../lib/kube/object.ts'
import { startCluster } from '../streams/drivers/apiserver/index.ts'
import { eventually } from './cluster/eventually.ts'
import { asPublished } from './examples/asPublished.ts'
import { installKind } from './examples/installKind.ts'
import { Website, WebsiteSpec } from './examples/website.ts'
import { type Ended, execute, program } from './program.ts'
import { clientOf } from './streams/drivers/apiserver/client.ts'

/** The package as a stranger gets it: packed, installed into a project of its own, used from there. */

const root = fileURLToPath(new URL('../', import.meta.url))
let folder: string
let bin: string

const succeed = async (ending: Promise<Ended>): Promise<string> => {
  const { code, stdout, stderr } = await ending
  assert.equal(code, 0, stdout + stderr)
  return stdout
}
const outside = (command: string, ...args: readonly string[]): Promise<string> =>
  succeed(execute(command, args, { cwd: folder, env: trust }))
/** The certificates that npm needs if this environment reaches the registry through a proxy. */
const { NODE_EXTRA_CA_CERTS } = process.env
const trust = NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS }

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-package-'))
  bin = join(folder, 'node_modules/.bin/sluice')
  await succeed(execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root }))
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const [tarball] = (await readdir(folder)).filter(name => name.endsWith('.tgz'))
  await writeFile(join(folder, 'package.json'), '{ "name": "outside", "private": true, "type": "module" }')
  const wanted = [`./${tarball}`, `@types/node@${devDependencies['@types/node']}`]
  await outside('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...wanted)
})
after(() => rm(folder, { recursive: true }))

/** Imports from plain JS, and says what it got and every module that was loaded on the way. */
const imported = async (name: string): Promise<{ exports: string[]; loaded: string[] }> => {
  const text = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    const exports = Object.keys(await import('${name}')).sort()
    console.log(JSON.stringify({ exports, loaded }))`
  return JSON.parse(await outside(process.execPath, '--input-type=module', '--eval', text))
}

const notingWhatIsLoaded = `
  import { writeFileSync } from 'node:fs'
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
  process.on('exit', () => writeFileSync('loaded.json', JSON.stringify(loaded)))`

const world = /\/node_modules\/(@kubernetes|undici|pino|commander|yaml)\/|^node:/

for (const [name, some, isPure] of [
  ['sluice', ['controller', 'customResourceDefinition', 'resource'], true],
  ['sluice/streams', ['listWatch', 'reflect', 'run', 'settle'], true],
  ['sluice/drivers', ['createLog', 'openCluster'], false],
  ['sluice/testing', ['modelSources', 'startCluster'], false],
] as const) {
  test(`${name} can be imported from plain JS${isPure ? ', and loads nothing of the world' : ''}`, async () => {
    const { exports, loaded } = await imported(name)
    assert.deepEqual(
      some.filter(wanted => !exports.includes(wanted)),
      [],
      exports.join(', '),
    )
    const worldly = loaded.filter(url => world.test(url))
    if (isPure) assert.deepEqual(worldly, [])
    else assert.notDeepEqual(worldly, [], 'the hook sees what is loaded')
  })
}

test('client-node is not loaded before its authentication is needed', async () => {
  const { loaded } = await imported('sluice/drivers')
  assert.deepEqual(
    loaded.filter(url => url.includes('@kubernetes')),
    [],
  )
})

test('the examples type-check against the declarations of the package, which themselves are sound', async () => {
  const examples = ['greeting', 'greetingInMemory', 'website', 'guardedWebsite', 'account', 'service', 'mirror']
  for (const name of examples) await writeFile(join(folder, `${name}.ts`), await asPublished(name))
  const strict = ['--singleThreaded', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node']
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await writeFile(
    join(folder, 'wrong.ts'),
    "import { controller } from 'sluice'\nexport const wrong: number = controller\n",
  )
  const files = [...examples, 'wrong'].map(name => `${name}.ts`)
  const { code, stdout } = await execute(process.execPath, [tsc, '--noEmit', ...strict, ...files], { cwd: folder })
  assert.notEqual(code, 0)
  // It is checked indeed, and nothing else is wrong.
  assert.match(stdout, /^wrong\.ts\(2,14\): error TS2322[^\n]*\n(?: [^\n]*\n)*$/)
})

test('npx sluice --help shows the verbs', async () => {
  assert.match(
    await outside('npx', 'sluice', '--help'),
    /^Usage: sluice[\s\S]*\brun\b[\s\S]*\bdemo\b[\s\S]*\bcluster\b/,
  )
})

test('compiled code is kept in the cache folder of the user, if that can be written', async () => {
  const help = (cache: string) =>
    succeed(
      execute(bin, ['--help'], { cwd: folder, env: { XDG_CACHE_HOME: join(folder, cache), NODE_COMPILE_CACHE: '' } }),
    )
  const printed = await help('cache')
  assert.equal((await readdir(join(folder, 'cache/sluice/compiled'))).length, 1)
  assert.equal(await help('package.json'), printed)
})

test('sluice run runs a controller file of the project, and loads only what that needs', async () => {
  const cluster = await startCluster()
  const client = clientOf(cluster)
  try {
    await writeFile(join(folder, 'kubeconfig'), JSON.stringify(cluster.kubeconfig()))
    await installKind(client, Website, WebsiteSpec)
    await writeFile(join(folder, 'hook.mjs'), notingWhatIsLoaded)
    const args = [
      '--import',
      './hook.mjs',
      bin,
      'run',
      'website.ts',
      '--kubeconfig',
      'kubeconfig',
      '--log-format',
      'json',
    ]
    const running = program(process.execPath, args, { cwd: folder })
    await running.says(/"msg":"ready"/)
    // The file has a library of its own, that of the package: what it makes is understood by the program's.
    const create = (resource: Resource, rest: object) =>
      client.send({ method: 'POST', path: pathOf(resource, 'default'), body: { metadata: { name: 'docs' }, ...rest } })
    await create(ConfigMap, { data: { 'index.html': 'hello' } })
    const identity = { apiVersion: apiVersionOf(Website), kind: Website.kind }
    await create(Website, { ...identity, spec: { image: 'httpd:2', replicas: 2, pages: 'docs' } })
    await eventually('the Website is served', async () => {
      const { json } = await client.send({ path: pathOf(Website, 'default', 'docs') })
      return JSON.stringify(json.status ?? {}).includes('2 of 2 ready')
    })
    assert.deepEqual([(await running.stop()).code], [0])
    // Of each module that is in a file of the program, the bundler says whose it is.
    const loaded: readonly string[] = JSON.parse(await readFile(join(folder, 'loaded.json'), 'utf8'))
    const own = loaded.filter(url => url.includes('/dist/program/'))
    const texts = (await Promise.all(own.map(url => readFile(new URL(url), 'utf8')))).join('\n')
    const packages = [...texts.matchAll(/^\/\/ \S*node_modules\/((?:@[^/]+\/)?[^/\s]+)\//gm)].map(([, name]) => name)
    assert.ok(packages.includes('rxjs') && packages.includes('pino'))
    for (const name of ['@kubernetes/client-node', '@marcbachmann/cel-js', '@peculiar/x509', 'prom-client', 'yaml'])
      assert.ok(!packages.includes(name), name)
    assert.ok(!texts.includes('\n// lib/apiserver/handle.ts\n'), 'the embedded cluster')
  } finally {
    await client.close()
    await cluster.stop()
  }
})

test('sluice manifests prints what installs a controller of the project', async () => {
  const printed = await outside(bin, 'manifests', '--controller', 'website.ts', '--image', 'website:1')
  const kinds = [...printed.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind)
  assert.deepEqual(kinds.slice(0, 4), ['Namespace', 'CustomResourceDefinition', 'ServiceAccount', 'ClusterRole'])
  assert.match(printed, /^ {2}name: websites\.demo\.dev$/m)
})

test('sluice demo finds its CRD and its samples in the package', async () => {
  const lines = (await outside(bin, 'demo', '--once', '--json')).trimEnd().split('\n')
  assert.equal(JSON.parse(lines.at(-1) ?? '{}').type, 'summary')
})

test('sluice cluster serves until it is told to stop, and writes who may come in', async () => {
  const serving = program(bin, ['cluster', '--kubeconfig-out', 'access.json'], { cwd: folder })
  await serving.says(/^ready$/m)
  const access = JSON.parse(await readFile(join(folder, 'access.json'), 'utf8'))
  assert.match(access.clusters[0].cluster.server, /^https:\/\/127\.0\.0\.1:\d+$/)
  const { code, stderr } = await serving.stop()
  assert.deepEqual([code, stderr], [0, ''])
})
