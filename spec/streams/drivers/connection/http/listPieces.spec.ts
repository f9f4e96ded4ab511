import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { from, throwError } from 'rxjs'
import { type ListPiece, listPieces } from '../../../../../streams/drivers/connection/http/listPieces.ts'
import { chunked } from './chunked.ts'

const piecesOf = (text: string, cuts: readonly number[] = []) => {
  const texts: string[] = []
  const pieces: ListPiece[] = []
  from(chunked(Buffer.from(text), cuts))
    .pipe(listPieces())
    .subscribe(piece => {
      pieces.push(piece)
      if (piece._tag === 'Items') texts.push(...piece.texts)
    })
  const last = pieces.at(-1)
  assert.ok(last?._tag === 'Rest' && pieces.filter(({ _tag }) => _tag === 'Rest').length === 1)
  return { texts, rest: last.text, pieces }
}

const cuts = fc.array(fc.nat(2000))
const object = fc.dictionary(fc.string(), fc.jsonValue())

test('any chunking of any list yields its items, and the list with empty ones', () => {
  fc.assert(
    fc.property(fc.array(object), object, object, cuts, fc.constantFrom(undefined, 2), (items, a, b, at, space) => {
      // A field of the list may have any value, also one that looks like its items.
      const list = { ...a, before: { items: [b] }, items, ...b, after: '"items":[' }
      const { texts, rest } = piecesOf(JSON.stringify(list, undefined, space), at)
      const isLater = 'items' in b
      if (isLater) return
      assert.deepEqual(
        texts.map(text => JSON.parse(text)),
        JSON.parse(JSON.stringify(items)),
      )
      assert.deepEqual(JSON.parse(rest), JSON.parse(JSON.stringify({ ...list, items: items.map(() => ({})) })))
    }),
    { numRuns: 300 },
  )
})

test('whatever is no list comes out whole', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), cuts, (text, at) => {
      fc.pre(!text.includes('items'))
      assert.equal(piecesOf(text, at).rest, Buffer.from(text).toString('utf8'))
    }),
  )
})

test('items that are no objects stay in the list', () => {
  const { texts, rest } = piecesOf('{"items":[null,{"a":1},[{"b":2}],"x"]}')
  assert.deepEqual(texts, ['{"a":1}'])
  assert.equal(rest, '{"items":[null,{},[{"b":2}],"x"]}')
})

test('a list that ends within an item is unreadable', () => {
  assert.throws(() => JSON.parse(piecesOf('{"items":[{"a":1},{"b"').rest), SyntaxError)
})

test('large items come as they arrive, and small ones together', () => {
  const item = JSON.stringify({ text: 'x'.repeat(300_000) })
  const { pieces } = piecesOf(`{"items":[${Array(10).fill(item).join()}]}`)
  assert.deepEqual(
    pieces.map(piece => (piece._tag === 'Items' ? piece.texts.length : 'rest')),
    [4, 4, 2, 'rest'],
  )
})

test('a failure of the bytes passes, and nothing comes before it but whole items', () => {
  const seen: unknown[] = []
  throwError(() => 'reset')
    .pipe(listPieces())
    .subscribe({ next: piece => seen.push(piece), error: error => seen.push(error) })
  assert.deepEqual(seen, ['reset'])
})
