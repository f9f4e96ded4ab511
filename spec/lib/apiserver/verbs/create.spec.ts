import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApp, myApps, withMyApps } from '../testCluster.ts'

test('create sets what only the server sets', () => {
  const cluster = withMyApps()
  const { code, body, meta } = cluster.send(
    'POST',
    myApps,
    myApp('web', { image: 'web:1' }, { uid: 'mine', generation: 9 }),
  )
  assert.equal(code, 201)
  assert.match(meta.uid ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(meta.creationTimestamp, '2023-11-14T22:13:20Z')
  assert.equal(meta.generation, 1)
  assert.equal(meta.namespace, 'default')
  assert.equal(meta.resourceVersion, String(cluster.state.resourceVersion))
  assert.deepEqual(body.spec, { image: 'web:1', replicas: 1 }, 'the default is filled in')
  assert.deepEqual(cluster.send('GET', `${myApps}/web`).body, body)
})

test('status is not written by a create', () => {
  const { body } = withMyApps().send('POST', myApps, { ...myApp('web'), status: { replicas: 7 } })
  assert.equal('status' in body, false)
})

test('generateName draws a free name', () => {
  const cluster = withMyApps()
  const names = [1, 2, 3].map(() => {
    const { meta } = cluster.send('POST', myApps, { ...myApp(''), metadata: { generateName: 'web-' } })
    return meta.name ?? ''
  })
  for (const name of names) assert.match(name, /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  assert.equal(new Set(names).size, 3)
})

test('a dry run answers as if, and writes nothing', () => {
  const cluster = withMyApps()
  const before = cluster.state
  const tried = cluster.send('POST', myApps, myApp('web'), { query: { dryRun: 'All' } })
  assert.equal(tried.code, 201)
  assert.equal(cluster.state.collections, before.collections)
  assert.equal(cluster.state.resourceVersion, before.resourceVersion)
  assert.notEqual(cluster.send('POST', myApps, myApp('web')).meta.uid, tried.meta.uid)
})

const elsewhere = myApps.replace('default', 'nowhere')
const refused: readonly {
  what: string
  path?: string
  body: unknown
  query?: { [name: string]: string }
  code: number
  reason?: string
  message: string | RegExp
}[] = [
  {
    what: 'a namespace that does not exist',
    path: elsewhere,
    body: myApp('web'),
    code: 404,
    reason: 'NotFound',
    message: 'namespaces "nowhere" not found',
  },
  {
    what: 'a name that is taken',
    body: myApp('taken'),
    code: 409,
    reason: 'AlreadyExists',
    message: 'myapps.example.com "taken" already exists',
  },
  {
    what: 'a resourceVersion',
    body: myApp('web', {}, { resourceVersion: '5' }),
    code: 500,
    message: 'resourceVersion should not be set on objects to be created',
  },
  {
    what: 'another namespace in the body',
    body: myApp('web', {}, { namespace: 'other' }),
    code: 400,
    reason: 'BadRequest',
    message: 'the namespace of the provided object does not match the namespace sent on the request',
  },
  {
    what: 'another kind',
    body: { ...myApp('web'), kind: 'YourApp' },
    code: 422,
    reason: 'Invalid',
    message: /kind: Invalid value: "YourApp": must be MyApp/,
  },
  {
    what: 'no name',
    body: { ...myApp(''), metadata: {} },
    code: 422,
    reason: 'Invalid',
    message: 'MyApp.example.com "" is invalid: metadata.name: Required value: name or generateName is required',
  },
  {
    what: 'a name in capitals',
    body: myApp('Web'),
    code: 422,
    reason: 'Invalid',
    message:
      /^MyApp\.example\.com "Web" is invalid: metadata\.name: Invalid value: "Web": a lowercase RFC 1123 subdomain/,
  },
  {
    what: 'a label value with a blank',
    body: myApp('web', {}, { labels: { app: 'a b' } }),
    code: 422,
    reason: 'Invalid',
    message: /metadata\.labels: Invalid value: "a b": a valid label/,
  },
  {
    what: 'two controllers',
    body: myApp(
      'web',
      {},
      {
        ownerReferences: ['a', 'b'].map(uid => ({ apiVersion: 'v1', kind: 'Pod', name: uid, uid, controller: true })),
      },
    ),
    code: 422,
    reason: 'Invalid',
    message: /Only one reference can have Controller set to true/,
  },
  {
    what: 'a value below its minimum',
    body: myApp('web', { replicas: -1 }),
    code: 422,
    reason: 'Invalid',
    message:
      'MyApp.example.com "web" is invalid: [spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0, .spec.replicas: Invalid value: -1: should be a non-negative integer]',
  },
  {
    what: 'more replicas than a Scale can hold, though the schema allows it',
    body: myApp('web', { replicas: 2 ** 31 }),
    code: 422,
    reason: 'Invalid',
    message:
      'MyApp.example.com "web" is invalid: .spec.replicas: Invalid value: 2147483648: should be less than or equal to 2147483647',
  },
  {
    what: 'an unknown field under strict validation',
    body: myApp('web', { imgae: 'x' }),
    query: { fieldValidation: 'Strict' },
    code: 400,
    reason: 'BadRequest',
    message: 'MyApp in version "v1" cannot be handled as a MyApp: strict decoding error: unknown field "spec.imgae"',
  },
]

for (const { what, path = myApps, body, query = {}, code, reason, message } of refused) {
  test(`create refuses ${what}`, () => {
    const cluster = withMyApps()
    cluster.send('POST', myApps, myApp('taken'))
    const before = cluster.state
    const answered = cluster.send('POST', path, body, { query })
    assert.equal(answered.code, code, JSON.stringify(answered.body))
    assert.equal(answered.body.reason, reason)
    if (typeof message === 'string') assert.equal(answered.body.message, message)
    else assert.match(String(answered.body.message), message)
    assert.equal(cluster.state, before)
  })
}

test('an unknown field is warned about and dropped', () => {
  const { warnings, body } = withMyApps().send('POST', myApps, myApp('web', { imgae: 'x' }))
  assert.deepEqual(warnings, ['unknown field "spec.imgae"'])
  assert.deepEqual(body.spec, { replicas: 1 })
})

test('nothing is created in a namespace that goes away', () => {
  const cluster = withMyApps()
  cluster.send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' } })
  cluster.send('DELETE', '/api/v1/namespaces/going')
  const { code, body } = cluster.send('POST', myApps.replace('default', 'going'), myApp('web'))
  assert.equal(code, 403)
  assert.equal(
    body.message,
    'myapps.example.com "web" is forbidden: unable to create new content in namespace going because it is being terminated',
  )
})
