import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import type { Effect } from '../../../../lib/plan/plan.ts'
import type { Reason } from '../../../../lib/plan/trigger.ts'
import type { RunEvent } from '../../../../streams/circle/runEvent.ts'
import { traceRun } from '../../../../streams/drivers/observability/tracing.ts'
import { apply, create, edited, setStatus, status, web } from '../../../lib/events/reconciles.ts'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })

const startMs = Date.UTC(2026, 0, 2)

/** The spans of these events, each at its time in ms after the start. */
const spansOf = (happened: readonly (readonly [atMs: number, event: RunEvent])[], tracer?: Tracer) => {
  exporter.reset()
  let nowMs = startMs
  const tell = traceRun(tracer ?? provider.getTracer('spec'), { controller: 'sites', nowMs: () => nowMs })
  for (const [atMs, event] of happened) {
    nowMs = startMs + atMs
    tell(event)
  }
  return exporter.getFinishedSpans()
}

const ms = ([seconds, nanos]: readonly [number, number]): number => seconds * 1000 + nanos / 1e6 - startMs
const shown = (span: ReadableSpan): string => `${span.name} ${ms(span.startTime)}–${ms(span.endTime)}`

const key = 'demo/web'
const planned = (...effects: readonly Effect[]): RunEvent => ({
  _tag: 'Planned',
  reconcile: 7,
  key,
  reasons: [edited],
  plan: { key, effects },
})
const effected = (effect: Effect, durationMs: number): RunEvent => ({
  _tag: 'Effected',
  reconcile: 7,
  key,
  effect,
  durationMs,
})
const ran = (rest: Partial<Extract<RunEvent, { _tag: 'Ran' }>> = {}): RunEvent => ({
  _tag: 'Ran',
  reconcile: 7,
  key,
  object: web,
  reasons: [edited],
  outcome: { _tag: 'Applied', wrote: 2 },
  durationMs: 12,
  ...rest,
})

test('a reconcile is a span from its beginning to its end, and each effect is a span within it', () => {
  const spans = spansOf([
    [3, planned(create('Service'), setStatus)],
    [7, effected(create('Service'), 4)],
    [10, effected(setStatus, 2)],
    [12, ran({ waitedMs: 5, retryAfterMs: 20 })],
  ])
  assert.deepEqual(spans.map(shown), ['create Service 3–7', 'set the status 8–10', 'reconcile sites 0–12'])
  const root = spans.at(-1)
  assert.equal(root?.parentSpanContext, undefined)
  for (const child of spans.slice(0, -1)) {
    assert.equal(child.parentSpanContext?.spanId, root?.spanContext().spanId)
    assert.equal(child.spanContext().traceId, root?.spanContext().traceId)
  }
  assert.deepEqual(root?.attributes, {
    'sluice.controller': 'sites',
    'sluice.reconcile': 7,
    'sluice.reasons': ['Site demo/web modified'],
    'sluice.outcome': 'applied',
    'sluice.effects': 2,
    'k8s.namespace.name': 'demo',
    'k8s.object.name': 'web',
    'k8s.object.kind': 'Site',
    'k8s.object.uid': 'site-1',
    'sluice.waited_ms': 5,
    'sluice.retry_after_ms': 20,
  })
  assert.deepEqual(spans[0]?.attributes, {
    'sluice.effect': 'Create',
    'k8s.object.kind': 'Service',
    'k8s.object.name': 'web',
    'k8s.namespace.name': 'demo',
  })
})

test('a failure is an exception of the effect that failed, and of the reconcile', () => {
  const failure = status(403, 'exceeded quota')
  const outcome = {
    _tag: 'Failed',
    wrote: 1,
    effect: create('Deployment'),
    failure,
    remedy: { _tag: 'Tell' },
    toReread: [],
  } as const
  const spans = spansOf([
    [1, planned(create('Service'), create('Deployment'))],
    [3, effected(create('Service'), 2)],
    [9, ran({ outcome, durationMs: 9, became: 'parked' })],
  ])
  assert.deepEqual(spans.map(shown), ['create Service 1–3', 'create Deployment 3–9', 'reconcile sites 0–9'])
  const [written, ...failed] = spans
  assert.equal(written?.status.code, SpanStatusCode.UNSET)
  for (const span of failed) {
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: 'exceeded quota' })
    assert.deepEqual(
      span.events.map(({ name, attributes }) => [
        name,
        attributes?.['exception.type'],
        attributes?.['exception.message'],
      ]),
      [['exception', 'Why', 'exceeded quota']],
    )
  }
  assert.equal(spans.at(-1)?.attributes['sluice.became'], 'parked')
})

test('a read that failed before the plan, and a reconcile that was not begun, are spans as well', () => {
  const lost = { _tag: 'Connection', message: 'reset', sent: true } as const
  const outcome = { _tag: 'Failed', wrote: 0, failure: lost, remedy: { _tag: 'Doubt' }, toReread: [] } as const
  const [failed] = spansOf([[4, ran({ outcome, durationMs: 4 })]])
  assert.deepEqual([failed?.name, failed?.status.message], ['reconcile sites', 'reset'])
  const [left] = spansOf([[4, ran({ outcome: { _tag: 'Abandoned', wrote: 0, why: 'not leading, or stopping' } })]])
  assert.equal(left?.attributes['sluice.why'], 'not leading, or stopping')
})

test('a refusal is an event of the span of its reconcile', () => {
  const blocked = { reason: 'ChildNotOwned', message: 'Service demo/web is controlled by nobody' }
  const [span] = spansOf([[4, ran({ plan: { key, effects: [], blocked } })]])
  assert.deepEqual(
    span?.events.map(({ name, attributes }) => [name, attributes]),
    [['ChildNotOwned', { 'sluice.message': blocked.message }]],
  )
})

test('reconciles that overlap keep their effects apart, and one that ended leaves nothing behind', () => {
  const of = (reconcile: number, event: RunEvent): RunEvent => ('reconcile' in event ? { ...event, reconcile } : event)
  const spans = spansOf([
    [1, of(1, planned(create('Service')))],
    [1, of(2, planned(create('ConfigMap')))],
    [2, of(2, effected(create('ConfigMap'), 1))],
    [3, of(1, effected(create('Service'), 2))],
    [4, of(1, ran({ durationMs: 4 }))],
    [5, of(2, ran({ durationMs: 5 }))],
    [6, of(1, ran({ durationMs: 0 }))],
  ])
  assert.deepEqual(
    spans.map(({ name, attributes }) => `${name} ${attributes['sluice.reconcile'] ?? ''}`),
    ['create Service ', 'reconcile sites 1', 'create ConfigMap ', 'reconcile sites 2', 'reconcile sites 1'],
  )
})

test('a span never shows the contents of an object', () => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'web', namespace: 'demo' },
    data: { pw: 'aHVudGVyMg==' },
  }
  const reasons: readonly Reason[] = [{ _tag: 'Modified', kind: 'Secret', key }]
  const spans = spansOf([
    [0, planned({ _tag: 'Create', manifest }, apply('Deployment'))],
    [1, effected({ _tag: 'Create', manifest }, 1)],
    [2, ran({ reasons, plan: { key, effects: [{ _tag: 'Create', manifest }] } })],
  ])
  const text = JSON.stringify(spans.map(({ name, attributes, events }) => ({ name, attributes, events })))
  assert.ok(text.includes('Secret demo/web modified') && !text.includes('aHVudGVyMg'), text)
})

test('without an SDK, and for a reconcile that is not sampled, no span is exported', () => {
  const events = [
    [0, planned(setStatus)],
    [1, effected(setStatus, 1)],
    [2, ran()],
  ] as const
  assert.deepEqual(spansOf(events, trace.getTracer('none')), [])
  const off = new BasicTracerProvider({
    sampler: new AlwaysOffSampler(),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  })
  assert.deepEqual(spansOf(events, off.getTracer('off')), [])
})
