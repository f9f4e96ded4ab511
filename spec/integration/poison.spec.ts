import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { myApp } from '../../crd/controller.ts'
import { appsOf, startWorld, type World } from './world.ts'

let world: World

before(async () => {
  world = await startWorld()
})
after(() => world.stop())

test('one poison MyApp among 50 delays nobody, and says what is wrong with it', async () => {
  const poisoned: typeof myApp = {
    ...myApp,
    desired: (app, observed) => {
      if (app.metadata.name === 'poison') throw new Error('no such tier')
      return myApp.desired(app, observed)
    },
  }
  await world.run(poisoned, { workers: 1 })
  await world.create('poison')
  const names = Array.from({ length: 50 }, (_, at) => `app-${at}`)
  await Promise.all(names.map(name => world.create(name)))
  const readyOf = (name: string): unknown => conditionOf(name, 'Ready')?.status
  await world.until(() => names.every(name => readyOf(name) === 'True') && readyOf('poison') === 'False')
  assert.match(String(conditionOf('poison', 'Stalled')?.message), /desired threw: no such tier/)
})

const conditionOf = (name: string, type: string): { readonly [field: string]: unknown } | undefined => {
  const conditions: unknown = appsOf(world.cluster).find(app => app.metadata.name === name)?.status?.conditions
  return Array.isArray(conditions) ? conditions.find(each => each.type === type) : undefined
}
