import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Observable, of, Subject, throwError } from 'rxjs'
import type { Answer } from '../../../../../streams/drivers/serving/endpoint/answer.ts'
import { type ReviewedOptions, reviewed } from '../../../../../streams/drivers/serving/endpoint/reviewed.ts'

interface Asked {
  readonly path: string
  readonly spec: unknown
}

/** An API server that knows the tokens `bob` and `eve`, and allows bob alone. */
const guarded = (options: Partial<ReviewedOptions> = {}) => {
  const asked: Asked[] = []
  let now = 0
  const request: ReviewedOptions['request'] = (_method, path, { body }) => {
    const spec = typeof body === 'object' && body !== null && 'spec' in body ? body.spec : undefined
    asked.push({ path: path.split('/').at(-1) ?? '', spec })
    if (path.endsWith('tokenreviews')) {
      const token = typeof spec === 'object' && spec !== null && 'token' in spec ? spec.token : ''
      const status =
        token === 'bob' || token === 'eve'
          ? { authenticated: true, user: { username: token, groups: ['all'], uid: '7', extra: { a: ['b'] } } }
          : { user: {}, error: 'invalid bearer token' }
      return of({ status })
    }
    const allowed = typeof spec === 'object' && spec !== null && 'user' in spec && spec.user === 'bob'
    return of({ status: { allowed } })
  }
  const route = reviewed({ request, nowMs: () => now, ...options })(() => ({ code: 200, body: 'numbers' }))
  const get = async (authorization?: string): Promise<Answer> =>
    route({ path: '/metrics', query: new URLSearchParams(), headers: { authorization } })
  const pass = (ms: number): void => {
    now += ms
  }
  return { asked, get, pass }
}

test('a client that the API server knows and allows is let through, and the answer holds for a while', async () => {
  const { asked, get, pass } = guarded()
  assert.deepEqual(await get('Bearer bob'), { code: 200, body: 'numbers' })
  assert.deepEqual(asked, [
    { path: 'tokenreviews', spec: { token: 'bob' } },
    {
      path: 'subjectaccessreviews',
      spec: {
        user: 'bob',
        groups: ['all'],
        uid: '7',
        extra: { a: ['b'] },
        nonResourceAttributes: { path: '/metrics', verb: 'get' },
      },
    },
  ])
  pass(59_999)
  assert.equal((await get('bearer bob')).code, 200)
  assert.equal(asked.length, 2)
  pass(1)
  assert.equal((await get('Bearer bob')).code, 200)
  assert.equal(asked.length, 4)
})

test('a client without a token, a good token or the right gets one line that says so', async () => {
  const { asked, get, pass } = guarded()
  const unauthorized = (why: string) => ({
    code: 401,
    body: `Unauthorized: ${why}\n`,
    headers: { 'www-authenticate': 'Bearer' },
  })
  assert.deepEqual(await get(), unauthorized('send a bearer token'))
  assert.deepEqual(await get('Basic Ym9iOmJvYg=='), unauthorized('send a bearer token'))
  assert.equal(asked.length, 0)
  assert.deepEqual(await get('Bearer jim'), unauthorized('the token is not good'))
  assert.deepEqual(await get('Bearer eve'), { code: 403, body: 'Forbidden: eve cannot get path /metrics\n' })
  assert.equal((await get('Bearer eve')).code, 403)
  assert.equal(asked.length, 3)
  pass(10_000)
  assert.equal((await get('Bearer eve')).code, 403)
  assert.equal(asked.length, 5)
})

test('no client passes while the API server fails or answers nonsense, and it is asked again', async () => {
  let answer: Observable<unknown> = throwError(() => ({ _tag: 'Connection', message: 'refused', sent: false }))
  const { get } = guarded({ request: () => answer })
  const body = 'the API server could not be asked whether you may:'
  assert.deepEqual(await get('Bearer bob'), { code: 503, body: `${body} refused\n` })
  answer = of('<html>')
  assert.deepEqual(await get('Bearer bob'), { code: 503, body: `${body} the answer to the TokenReview is none\n` })
  answer = of({ status: { authenticated: true } })
  assert.deepEqual(await get('Bearer bob'), {
    code: 503,
    body: `${body} the answer to the TokenReview names no user\n`,
  })
  answer = of({ status: { authenticated: true, user: { username: 'bob' }, allowed: true } })
  assert.equal((await get('Bearer bob')).code, 200)
})

test('requests with one token make one question, and unknown tokens make a few at once at most', async () => {
  const answers = new Subject<unknown>()
  let questions = 0
  const { get } = guarded({
    questions: 2,
    request: () =>
      new Observable(subscriber => {
        questions += 1
        return answers.subscribe(subscriber)
      }),
  })
  const waiting = ['a', 'a', 'a', 'b'].map(token => get(`Bearer ${token}`))
  assert.equal(questions, 2)
  assert.deepEqual(await get('Bearer c'), {
    code: 503,
    body: 'too many ask at once: come again\n',
    headers: { 'retry-after': '1' },
  })
  answers.next({ status: {} })
  assert.deepEqual(
    (await Promise.all(waiting)).map(({ code }) => code),
    [401, 401, 401, 401],
  )
  assert.equal(questions, 2)
})

test('the oldest token is forgotten when the cache is full', async () => {
  const { asked, get } = guarded({ capacity: 2 })
  for (const token of ['bob', 'x', 'y']) await get(`Bearer ${token}`)
  const before = asked.length
  await get('Bearer y')
  await get('Bearer x')
  assert.equal(asked.length, before)
  await get('Bearer bob')
  assert.equal(asked.length, before + 2)
})
