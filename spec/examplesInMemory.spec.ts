import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as t from 'io-ts'
import { of, throwError, VirtualTimeScheduler } from 'rxjs'
import { customResourceDefinition } from '../lib/index.ts'
import { isRecord, recordAt, recordsAt, textAt } from '../lib/json/fields.ts'
import { emptyCluster, type ModelCluster, modelSources } from '../streams/drivers/testing.ts'
import { run } from '../streams/index.ts'
import { Account, AccountSpec, accounts, callsTo } from './examples/account.ts'
import { greetingsInMemory } from './examples/greetingInMemory.ts'
import { webhooks as guards } from './examples/guardedWebsite.ts'
import { answerOf, patchOf } from './lib/reviews/reviews.ts'

/** The examples that need neither a process nor a socket. */

const read = ({ send }: Pick<ModelCluster, 'send'>, path: string) => {
  const response = send({ method: 'GET', path })
  return response._tag === 'Body' && response.code === 200 && isRecord(response.body) ? response.body : undefined
}
const greetings = '/apis/demo.dev/v1/namespaces/default/greetings'
const configMaps = '/api/v1/namespaces/default/configmaps'
const accountsPath = '/apis/demo.dev/v1/namespaces/default/accounts'

test('a Greeting gets its ConfigMap and its condition, and an edit follows', () => {
  const world = greetingsInMemory()
  const body = { apiVersion: 'demo.dev/v1', kind: 'Greeting', metadata: { name: 'hello' }, spec: { to: 'Ada' } }
  world.advance(60_000)
  world.send({ method: 'POST', path: greetings, body })
  world.advance(1_000)
  const shown = () => textAt(recordAt(read(world, `${configMaps}/hello`) ?? {}, 'data'), 'text')
  assert.equal(shown(), 'Hello, Ada!')
  const [ready] = recordsAt(recordAt(read(world, `${greetings}/hello`) ?? {}, 'status'), 'conditions')
  assert.equal(ready?.message, 'Ada is greeted')
  const patch = { contentType: 'application/merge-patch+json', body: { spec: { to: 'Grace' } } }
  world.send({ method: 'PATCH', path: `${greetings}/hello`, ...patch })
  world.advance(1_000)
  assert.equal(shown(), 'Hello, Grace!')
  const writes = world.requests.filter(({ port }) => port === 'write').length
  world.advance(3_600_000)
  assert.equal(
    world.requests.filter(({ port }) => port === 'write').length,
    writes,
    'an hour later nothing was written',
  )
  world.stop()
})

test('an Account goes only when its bank has closed it, however often that fails', () => {
  const scheduler = new VirtualTimeScheduler()
  const cluster = modelSources(emptyCluster({ nowMs: 0 }), { scheduler })
  const facts = { description: 'account', singular: 'account', spec: AccountSpec, status: t.UnknownRecord }
  const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  cluster.send({ method: 'POST', path: crds, body: customResourceDefinition(Account, facts) })
  const asked: string[] = []
  const close = (owner: string) => {
    asked.push(owner)
    return asked.length < 3 ? throwError(() => new Error('closed on Sundays')) : of(undefined)
  }
  const running = run(accounts, { ...cluster.sources, leading$: of(true) }, { calls: callsTo({ close }) }).subscribe()
  const advance = (ms: number) => {
    scheduler.maxFrames = scheduler.frame + ms
    scheduler.flush()
    scheduler.frame = scheduler.maxFrames
  }
  advance(60_000)
  const body = { apiVersion: 'demo.dev/v1', kind: 'Account', metadata: { name: 'ada' }, spec: { owner: 'Ada' } }
  cluster.send({ method: 'POST', path: accountsPath, body })
  advance(1_000)
  assert.ok(read(cluster, `${configMaps}/ada`))
  assert.deepEqual(recordAt(read(cluster, `${accountsPath}/ada`) ?? {}, 'metadata').finalizers, ['demo.dev/account'])
  cluster.send({ method: 'DELETE', path: `${accountsPath}/ada` })
  advance(10_000)
  assert.deepEqual([asked, read(cluster, `${accountsPath}/ada`)], [['Ada', 'Ada', 'Ada'], undefined])
  running.unsubscribe()
})

test('the webhooks of a guarded Website fill in a tier, refuse by field, and warn', () => {
  const [fillIn, check] = guards
  assert.ok(fillIn && check)
  const site = (spec: object) => ({
    apiVersion: 'demo.dev/v1',
    kind: 'Website',
    metadata: { name: 'web', namespace: 'demo' },
    spec: { image: 'web:1', replicas: 2, pages: 'pages', ...spec },
  })
  assert.deepEqual(patchOf(answerOf(fillIn, { object: site({}) })), [
    { op: 'add', path: '/metadata/labels', value: { tier: 'web' } },
  ])
  const refused = answerOf(check, { object: site({ replicas: 10 }) })
  assert.equal(refused.allowed, false)
  assert.match(refused.status?.message ?? '', /spec\.replicas: Invalid value: 10: must be at most 9/)
  const moved = { operation: 'UPDATE', object: site({ pages: 'others' }), oldObject: site({}) }
  assert.match(answerOf(check, moved).status?.message ?? '', /spec\.pages: Forbidden: may not change/)
  const single = answerOf(check, { object: site({ replicas: 1 }) })
  assert.deepEqual([single.allowed, single.warnings?.length], [true, 1])
})

test('every example is listed, and run by a spec', () => {
  const folder = join(import.meta.dirname, 'examples')
  const listed = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/\]\((\w+\.ts)\)/g)].map(
    ([, name]) => name,
  )
  /** They serve the specs of the examples. */
  const helpers = ['asPublished.ts', 'installKind.ts', 'kubeconfigFile.ts']
  const files = readdirSync(folder).filter(name => name.endsWith('.ts') && !helpers.includes(name))
  assert.deepEqual(listed.toSorted(), files.toSorted())
  const specs = readdirSync(import.meta.dirname)
    .filter(name => name.endsWith('.spec.ts'))
    .map(name => readFileSync(join(import.meta.dirname, name), 'utf8'))
  const text = [...specs, ...files.map(name => readFileSync(join(folder, name), 'utf8'))].join('\n')
  for (const name of files)
    assert.match(text, new RegExp(`(?:from '|new URL\\(')(?:\\./|examples/)+${name}'`), `${name} is run by no spec`)
})
