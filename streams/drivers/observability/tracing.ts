import {
  type Attributes,
  type HrTime,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { fromKey } from '../../../lib/kube/object.ts'
import { spanNameOf, writtenBy } from '../../../lib/plan/effectWords.ts'
import type { Effect } from '../../../lib/plan/plan.ts'
import { describeReason } from '../../../lib/plan/trigger.ts'
import type { RunEvent } from '../../circle/runEvent.ts'

export interface TracingOptions {
  /** The controller's name, for the spans `reconcile <name>`. */
  readonly controller: string
  /** Milliseconds since the epoch. Default: the clock of this machine. */
  readonly nowMs?: () => number
}

type Ran = Extract<RunEvent, { readonly _tag: 'Ran' }>
type Effected = Extract<RunEvent, { readonly _tag: 'Effected' }>
interface Done extends Pick<Effected, 'effect' | 'durationMs'> {
  readonly endMs: number
}

/**
 * Traces a run: one span for each reconcile, with its reasons and its outcome, and within it
 * one for each effect. Pass each event of the run to the function that this returns.
 *
 *     reconcile myapp  ──────────────────────
 *       create Service   ─────
 *       set the status          ────────
 *
 * Spans carry the names of objects, never their contents. Without an SDK, and for a reconcile
 * that is not sampled, the cost is a span that does nothing.
 */
export const traceRun = (
  tracer: Tracer,
  { controller, nowMs = Date.now }: TracingOptions,
): ((event: RunEvent) => void) => {
  /** By reconcile under way: the effects that were written, and when the next one began. */
  const under = new Map<number, { readonly done: Done[]; sinceMs: number }>()

  const tell = (ran: Ran): void => {
    const seen = under.get(ran.reconcile)
    under.delete(ran.reconcile)
    const endMs = nowMs()
    const startMs = endMs - ran.durationMs
    const span = tracer.startSpan(`reconcile ${controller}`, { root: true, startTime: timeOf(startMs) })
    if (!span.isRecording()) return
    span.setAttributes(attributesOf(ran, controller))
    const context = trace.setSpan(ROOT_CONTEXT, span)
    const child = (effect: Effect, fromMs: number) =>
      tracer.startSpan(
        spanNameOf(effect),
        { kind: SpanKind.CLIENT, startTime: timeOf(fromMs), attributes: effectAttributes(effect) },
        context,
      )
    for (const { effect, endMs: at, durationMs } of seen?.done ?? []) child(effect, at - durationMs).end(timeOf(at))
    const { outcome, plan } = ran
    if (outcome._tag === 'Failed') {
      const { failure, effect } = outcome
      const exception = { name: failure._tag === 'Status' ? failure.reason : failure._tag, message: failure.message }
      const failed = effect === undefined ? [] : [child(effect, seen?.sinceMs ?? startMs)]
      for (const each of [...failed, span]) {
        each.recordException(exception, timeOf(endMs))
        each.setStatus({ code: SpanStatusCode.ERROR, message: failure.message })
      }
      for (const each of failed) each.end(timeOf(endMs))
    }
    const { blocked } = plan ?? {}
    if (blocked) span.addEvent(blocked.reason, { 'sluice.message': blocked.message }, timeOf(endMs))
    span.end(timeOf(endMs))
  }

  return event => {
    if (event._tag === 'Planned') {
      const seen = under.get(event.reconcile)
      if (seen === undefined) under.set(event.reconcile, { done: [], sinceMs: nowMs() })
      else seen.sinceMs = nowMs()
    } else if (event._tag === 'Effected') {
      const seen = under.get(event.reconcile)
      if (seen === undefined) return
      seen.sinceMs = nowMs()
      seen.done.push({ effect: event.effect, durationMs: event.durationMs, endMs: seen.sinceMs })
    } else if (event._tag === 'Ran') tell(event)
  }
}

const attributesOf = (ran: Ran, controller: string): Attributes => {
  const { object, outcome, key, reconcile, reasons, became, retryAfterMs, waitedMs } = ran
  const { namespace, name } = fromKey(key)
  return {
    'sluice.controller': controller,
    'sluice.reconcile': reconcile,
    'sluice.reasons': reasons.map(describeReason),
    'sluice.outcome': outcome._tag.toLowerCase(),
    'sluice.effects': outcome.wrote,
    ...(namespace !== undefined && { 'k8s.namespace.name': namespace }),
    'k8s.object.name': name,
    ...(object && { 'k8s.object.kind': object.kind, 'k8s.object.uid': object.uid }),
    ...(waitedMs !== undefined && { 'sluice.waited_ms': waitedMs }),
    ...(retryAfterMs !== undefined && { 'sluice.retry_after_ms': retryAfterMs }),
    ...(became && { 'sluice.became': became }),
    ...(outcome._tag === 'Abandoned' && { 'sluice.why': outcome.why }),
  }
}

const effectAttributes = (effect: Effect): Attributes => {
  const { kind, namespace, name } = writtenBy(effect)
  return {
    'sluice.effect': effect._tag,
    'k8s.object.kind': kind,
    'k8s.object.name': name,
    ...(namespace !== undefined && { 'k8s.namespace.name': namespace }),
  }
}

/** Seconds and nanoseconds: the SDK may take a number for one of `performance.now()`. */
const timeOf = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)]
