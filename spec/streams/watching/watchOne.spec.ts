import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defer, throwError } from 'rxjs'
import type { KubeObject } from '../../../lib/kube/object.ts'
import type { WatchOptions } from '../../../streams/ports/sources.ts'
import { type Sighting, watchOne } from '../../../streams/watching/watchOne.ts'
import { marbles } from '../../marbles.ts'
import { errorLine, line, mark, reset, status, Widget, widget } from './scripted.ts'

const seen = (text: string): Sighting<KubeObject> => ({ _tag: 'Seen', object: widget(text) })
const asked = { namespace: 'demo', fieldSelector: 'metadata.name=a', timeoutSeconds: 450 }

/** Connections, one after the other; each says what it says. With random 0.5, one is opened again after 15. */
const check = (connections: readonly string[], until: string, expected: string, subscribed: readonly string[]): void =>
  marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
    const values = {
      a: line('ADDED', 'a@1'),
      b: line('MODIFIED', 'a@2'),
      c: line('ADDED', 'a@2'),
      d: line('DELETED', 'a@3'),
      m: mark('9'),
      n: 'no JSON',
      e: errorLine(410, 'Expired'),
    }
    const opened = connections.map(each => cold(each, values, reset))
    const options: WatchOptions[] = []
    const watch = (_: unknown, given: WatchOptions) => {
      const connection = opened[options.length]
      options.push(given)
      return connection ?? throwError(() => new Error('one too many'))
    }
    const sources = {
      watch: (...given: Parameters<typeof watch>) => defer(() => watch(...given)),
      scheduler,
      random: () => 0.5,
    }
    const watched = watchOne(Widget, { namespace: 'demo', name: 'a' }, sources, { silenceMs: 20, againMs: 10 })
    expectObservable(watched, until).toBe(expected, {
      A: seen('a@1'),
      B: seen('a@2'),
      D: { _tag: 'Deleted', object: widget('a@3') },
      R: { _tag: 'Blind', failure: reset },
      E: { _tag: 'Blind', failure: status(410, 'Expired') },
    })
    for (const [at, each] of opened.entries()) expectSubscriptions(each.subscriptions).toBe(subscribed[at] ?? '')
    flush()
    assert.deepEqual(
      options,
      connections.map(() => asked),
    )
  })

test('watchOne emits each state and the deletion, and nothing else', () =>
  check(['-a-m-b-n-d'], '------------!', '-A---B---D', ['^-----------!']))

test('a connection that breaks is said to, and opened again after a while, from the present state', () =>
  check(['-a#', 'c'], '-------------------!', '-AR--------------B', ['^-!', '-----------------^-!']))

test('one that ends is only opened again', () =>
  check(['-a|', 'c'], '-------------------!', '-A---------------B', ['^-!', '-----------------^-!']))

test('one that says nothing for long is opened again', () =>
  check(['-a', 'c'], '- 38ms !', '-A 34ms B', ['^ 20ms !', '- 35ms ^--!']))

test('an error in the stream is a failure', () => check(['-a-e'], '-----!', '-A-E', ['^--!']))
