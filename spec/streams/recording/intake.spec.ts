import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asapScheduler, NEVER, throwError } from 'rxjs'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import type { WriteRequest } from '../../../streams/ports/sources.ts'
import { through } from '../../../streams/recording/intake.ts'

/** What the server says of a write reaches the recording without the values of a Secret. */
const recorded = (request: WriteRequest, message: string, code = 422): unknown => {
  const failure: ApiFailure = { _tag: 'Status', code, reason: 'Because', message }
  const told: unknown[] = []
  const never = () => NEVER
  const { sources } = through(
    { scheduler: asapScheduler, random: () => 0, answers: (_port, _of, _codec, source) => source() },
    {
      sources: { list: never, watch: never, read: never, leading$: NEVER, write: () => throwError(() => failure) },
      options: {},
    },
  )
  sources.write(request).subscribe({ error: error => told.push(error.message) })
  return told[0]
}
const request = (path: string, body: unknown): WriteRequest => ({ method: 'PATCH', path, contentType: 'x', body })
const secret = (data: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...data })

test('the value that a refusal quotes is left out, in clear and as it was sent', () => {
  const at = '/api/v1/namespaces/n/secrets/s'
  const quoting = 'Secret "s" is invalid: data[key]: Invalid value: "hunter22": no, aHVudGVyMjI='
  const told = recorded(request(at, secret({ data: { key: 'aHVudGVyMjI=' } })), quoting)
  assert.equal(told, 'Secret "s" is invalid: data[key]: Invalid value: "REDACTED": no, REDACTED')
  const patch = [{ op: 'add', path: '/data/key', value: 'aHVudGVyMjI=' }]
  assert.doesNotMatch(String(recorded(request(at, patch), quoting)), /hunter|aHVu/)
})

test('what says that a right is missing is recorded as it is, for a run reads its meaning', () => {
  const forbidden =
    'secrets "s" is forbidden: User "u" cannot patch resource "secrets" in API group "" in the namespace "n"'
  const patch = request('/api/v1/namespaces/n/secrets/s', [{ op: 'remove', path: '/data/a' }])
  assert.equal(recorded(patch, forbidden, 403), forbidden)
})

test('a refusal of anything else is recorded as it is', () => {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'hunter22' } }
  assert.equal(recorded(request('/api/v1/namespaces/n/configmaps/c', body), 'bad hunter22'), 'bad hunter22')
})
