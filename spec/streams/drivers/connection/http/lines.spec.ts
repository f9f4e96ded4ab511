import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concat, from, Subject, throwError } from 'rxjs'
import { lines } from '../../../../../streams/drivers/connection/http/lines.ts'
import { chunked } from './chunked.ts'

const line = fc
  .string({ unit: 'binary', minLength: 1 })
  .map(text => Buffer.from(text).toString('utf8').replaceAll('\n', ' '))

test('any chunking of any lines yields the same lines', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(1000)), fc.boolean(), (all, cuts, terminated) => {
      const bytes = Buffer.from(all.join('\n') + (terminated ? '\n' : ''))
      const seen: string[] = []
      let completed = 0
      from(chunked(bytes, cuts))
        .pipe(lines())
        .subscribe({ next: text => seen.push(text), complete: () => (completed += 1) })
      assert.deepEqual(seen, all)
      assert.equal(completed, 1)
    }),
    { numRuns: 1000 },
  )
})

test('an unfinished line is dropped when the bytes fail, and the failure passes', () => {
  fc.assert(
    fc.property(fc.array(line), line, fc.array(fc.nat(1000)), (all, unfinished, cuts) => {
      const bytes = Buffer.from(`${all.map(text => `${text}\n`).join('')}${unfinished}`)
      const seen: string[] = []
      const errors: unknown[] = []
      concat(
        from(chunked(bytes, cuts)),
        throwError(() => 'reset'),
      )
        .pipe(lines())
        .subscribe({ next: text => seen.push(text), error: error => errors.push(error) })
      assert.deepEqual(seen, all)
      assert.deepEqual(errors, ['reset'])
    }),
  )
})

test('a reader that unsubscribes on a line gets no other line of the same chunk', () => {
  const bytes = new Subject<Buffer>()
  const seen: string[] = []
  const subscription = bytes.pipe(lines()).subscribe(text => {
    seen.push(text)
    subscription.unsubscribe()
  })
  bytes.next(Buffer.from('a\nb\nc\n'))
  assert.deepEqual(seen, ['a'])
  assert.equal(bytes.observed, false)
})

test('a line of 32 MiB in chunks of 4 KiB costs time in proportion to its length', () => {
  const cost = (size: number): number => {
    const chunk = Buffer.alloc(4096, 'x')
    const before = process.cpuUsage()
    let length = 0
    from(Array.from({ length: size / 4096 }, () => chunk))
      .pipe(lines())
      .subscribe(text => {
        length = text.length
      })
    assert.equal(length, size)
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  cost(1 << 20)
  const small = cost(1 << 22)
  // Eight times the length; a quadratic joining would cost 64 times as much.
  assert.ok(cost(1 << 25) < 30 * Math.max(small, 2_000))
})
