import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { myApp } from '../../crd/controller.ts'
import { eventually } from '../cluster/eventually.ts'
import { conditionOf, type ProcessWorld, startProcessWorld } from './world.ts'

let world: ProcessWorld

before(async () => {
  world = await startProcessWorld()
})
after(() => world.stop())

test('one poison MyApp among 50 delays no other, and its condition says what is wrong', async () => {
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
  await eventually('all are as they should be', async () => {
    const apps = await world.apps()
    const readyOf = (name: string) =>
      conditionOf(
        apps.find(({ metadata }) => metadata.name === name),
        'Ready',
      ).status
    return names.every(name => readyOf(name) === 'True') && readyOf('poison') === 'False'
  })
  const poison = (await world.apps()).find(({ metadata }) => metadata.name === 'poison')
  assert.match(String(conditionOf(poison, 'Stalled').message), /desired threw: no such tier/)
})
