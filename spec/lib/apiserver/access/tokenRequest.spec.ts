import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TokenAsked, tokenAsked, tokenHolderOf } from '../../../../lib/apiserver/access/tokenRequest.ts'
import { RefusedRequest } from '../../../../lib/apiserver/wire/refusal.ts'
import type { ApiRequest } from '../../../../lib/apiserver/wire/request.ts'
import { nowMs, testCluster } from '../testCluster.ts'

/** Refusals are the real server's, word by word. */

const accounts = '/api/v1/namespaces/default/serviceaccounts'
const secrets = '/api/v1/namespaces/default/secrets'

const withBot = () => {
  const cluster = testCluster()
  cluster.send('POST', accounts, { metadata: { name: 'bot' } })
  cluster.send('POST', secrets, { metadata: { name: 'key' } })
  const ask = (spec?: object, path = `${accounts}/bot/token`, method = 'POST'): TokenAsked | undefined => {
    const user = { name: 'admin', groups: [] }
    const request: ApiRequest = { method, path, query: {}, user, body: spec === undefined ? {} : { spec } }
    return tokenAsked(cluster.state, request, nowMs)
  }
  const claims = (spec?: object) => {
    const asked = ask(spec)
    assert(asked !== undefined)
    return asked.claims
  }
  return {
    cluster,
    ask,
    claims,
    holder: (of: TokenAsked['claims'], at = nowMs) => tokenHolderOf(cluster.state, of, at),
  }
}

const bound = { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'key' } }

test('a token stands for the ServiceAccount and its groups', () => {
  const { claims, holder } = withBot()
  assert.deepEqual(holder(claims()), {
    name: 'system:serviceaccount:default:bot',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:default'],
  })
})

test('the answer says the token and until when it is good: an hour, or as long as was asked', () => {
  const { ask } = withBot()
  const { metadata, ...answer } = ask()?.answer('secret') ?? {}
  assert.deepEqual(answer, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    spec: {
      audiences: ['https://kubernetes.default.svc.cluster.local'],
      expirationSeconds: 3600,
      boundObjectRef: null,
    },
    status: { token: 'secret', expirationTimestamp: '2023-11-14T23:13:20Z' },
  })
  const { name, namespace, creationTimestamp } = Object(metadata)
  assert.deepEqual([name, namespace, creationTimestamp], ['bot', 'default', '2023-11-14T22:13:20Z'])
  assert.deepEqual(ask({ expirationSeconds: 600 })?.answer('').status, {
    token: '',
    expirationTimestamp: '2023-11-14T22:23:20Z',
  })
})

test('a token is valid until it expires', () => {
  const { claims, holder } = withBot()
  const short = claims({ expirationSeconds: 600 })
  assert.notEqual(holder(short, nowMs + 599_999), undefined)
  assert.equal(holder(short, nowMs + 600_000), undefined)
})

for (const [what, path, name] of [
  ['its ServiceAccount', accounts, 'bot'],
  ['the Secret that it is bound to', secrets, 'key'],
] as const) {
  test(`a token dies with ${what}, even if another of that name comes`, () => {
    const { cluster, claims, holder } = withBot()
    const [one, another] = [claims(bound), claims()]
    cluster.send('DELETE', `${path}/${name}`)
    cluster.send('POST', path, { metadata: { name } })
    assert.equal(holder(one), undefined)
    assert.equal(holder(another) === undefined, path === accounts)
  })
}

const refused: readonly (readonly [string, object | undefined, string, number, string])[] = [
  [
    'a life of less than ten minutes',
    { expirationSeconds: 599 },
    'bot',
    422,
    'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
  ],
  ['a ServiceAccount that is not there', undefined, 'nobody', 404, 'serviceaccounts "nobody" not found'],
  [
    'a Secret that is not there',
    { boundObjectRef: { kind: 'Secret', name: 'none' } },
    'bot',
    404,
    'secrets "none" not found',
  ],
  [
    'an object that nothing can be bound to',
    { boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'key' } },
    'bot',
    400,
    'cannot bind token to object of type /v1, Kind=ConfigMap',
  ],
  [
    'a Secret of another uid',
    { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'key', uid: 'u' } },
    'bot',
    409,
    'Operation cannot be fulfilled on Secret "key": the UID in the bound object reference (u) does not match the UID in record. The object might have been deleted and then recreated',
  ],
]
for (const [what, spec, name, code, message] of refused) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => withBot().ask(spec, `${accounts}/${name}/token`),
      (error: unknown) => {
        assert(error instanceof RefusedRequest)
        assert.deepEqual([error.status.code, error.status.message], [code, message])
        return true
      },
    )
  })
}

test('any other request is somebody else’s', () => {
  const { ask } = withBot()
  assert.equal(ask({}, `${accounts}/bot/token`, 'GET'), undefined)
  assert.equal(ask({}, `${accounts}/bot`), undefined)
  assert.equal(ask({}, '/api/v1/namespaces/default/secrets/bot/token'), undefined)
})
