import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Deployment } from '../../lib/kube/kinds.ts'
import type { Manifest } from '../../lib/kube/object.ts'
import type { RunEvent } from '../../streams/circle/runEvent.ts'
import { eventually } from '../cluster/eventually.ts'
import { saying } from './saying.ts'
import { type ProcessWorld, type Running, startProcessWorld } from './world.ts'

/** Controllers that would write for ever: they are slowed down, and what they write is named. */

let world: ProcessWorld
before(async () => {
  world = await startProcessWorld()
})
after(() => world.stop())

const deployment = (name: string, label: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name }, annotations: { label } },
      spec: { containers: [{ name: 'web', image: 'web:1' }] },
    },
  },
})
type Ran = Extract<RunEvent, { readonly _tag: 'Ran' }>
const ransOf = ({ events }: Running): readonly Ran[] => events.filter(event => event._tag === 'Ran')
const hotOf = (running: Running): Ran | undefined => ransOf(running).find(({ became }) => became === 'hot')
const wroteOf = (running: Running): number => ransOf(running).reduce((sum, { outcome }) => sum + outcome.wrote, 0)

/** Waits until one of them is hot, and then for the time in which it would write hundreds of times. */
const slowsDown = async (...all: readonly Running[]): Promise<Ran> => {
  await eventually('one is hot', async () => all.some(each => hotOf(each) !== undefined))
  const sinceMs = performance.now()
  const wrote = () => all.reduce((sum, each) => sum + wroteOf(each), 0)
  const from = wrote()
  await eventually('3 s have passed', async () => performance.now() - sinceMs > 3_000)
  assert.ok(wrote() - from <= 12, `${wrote() - from} writes in 3 s`)
  return all.flatMap(each => hotOf(each) ?? [])[0] ?? assert.fail('none is hot')
}

test('a child that each plan wants otherwise is slowed down, though its controller reports each time', async () => {
  let turn = 0
  const different = saying('different', [Deployment], {
    desired: ({ metadata: { name } }) => {
      turn += 1
      return { children: name === 'restless' ? [deployment(name, `${turn}`)] : [] }
    },
  })
  const running = await world.run(different)
  await world.create('restless')
  const { loop, changes } = await slowsDown(running)
  assert.deepEqual(loop, {
    object: `Deployment ${world.namespace}/restless`,
    kind: 'Deployment',
    why: 'Differs',
  })
  assert.deepEqual(changes?.at(-1)?.paths, ['spec.template.metadata.annotations.label'])
  await running.stop()
})

test('two versions of a controller that overwrite each other are slowed down', async () => {
  const version = (label: string) =>
    saying('versions', [Deployment], {
      desired: ({ metadata: { name } }) => ({ children: name === 'torn' ? [deployment(name, label)] : [] }),
    })
  const [older, newer] = [await world.run(version('1')), await world.run(version('2'))]
  await world.create('torn')
  const { loop } = await slowsDown(older, newer)
  assert.deepEqual([loop?.object, loop?.why], [`Deployment ${world.namespace}/torn`, 'Overwritten'])
  await older.stop()
  await newer.stop()
})
