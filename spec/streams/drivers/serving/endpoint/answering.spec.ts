import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Routes } from '../../../../../streams/drivers/serving/endpoint/answer.ts'
import { answeringRoutes } from '../../../../../streams/drivers/serving/endpoint/answering.ts'

const routes: Routes = {
  '/metrics': () => ({ code: 200, body: 'numbers' }),
  '/readyz': ({ query }) => ({ code: 200, body: query.has('verbose') ? 'all' : 'ok' }),
  '/readyz/': ({ path }) => ({ code: 200, body: path }),
  '/broken': async () => {
    throw new Error('no numbers today')
  },
}

const ask = (path: string, method = 'GET', search = '') =>
  answeringRoutes(routes)(method, { path, query: new URLSearchParams(search), headers: {} })

test('a path is answered by its route, and a path below a folder by the route of the folder', async () => {
  assert.equal((await ask('/metrics')).body, 'numbers')
  assert.equal((await ask('/readyz', 'GET', 'verbose')).body, 'all')
  assert.equal((await ask('/readyz/caches')).body, '/readyz/caches')
  assert.equal((await ask('/metrics', 'HEAD')).code, 200)
})

test('a request for an unknown path or method is answered by what is served', async () => {
  assert.deepEqual(await ask('/'), {
    code: 404,
    body: 'nothing is served at /: ask for /metrics or /readyz or /broken\n',
  })
  for (const path of ['/metrics/', '/readyz/a/b', '/toString', '/constructor'])
    assert.equal((await ask(path)).code, 404)
  assert.deepEqual(await ask('/metrics', 'POST'), {
    code: 405,
    body: 'POST is not served\n',
    headers: { allow: 'GET, HEAD' },
  })
})

test('a route that throws is answered by 500', async () => {
  assert.deepEqual(await ask('/broken'), { code: 500, body: 'internal error: no numbers today\n' })
})
