import picocolors from 'picocolors'
import type { MyAppObject } from '../../../crd/myapp.ts'
import { describeEffect } from '../../../lib/plan/effectWords.ts'
import { describeReason } from '../../../lib/plan/trigger.ts'
import type { RunEvent } from '../../circle/runEvent.ts'
import { myAppCondition } from './myApps.ts'
import type { StoryEvent } from './story.ts'
import { demoTable } from './table.ts'

/** Writes an event of the demo: as lines for people, or as one JSON object a line. */
export type Teller = (event: DemoEvent) => void

export type DemoEvent = RunEvent | StoryEvent | { readonly _tag: 'Access'; readonly kubeconfig: string } | Summary

/** The effects and runs of the controller; requests of the demo itself do not count. */
export interface Summary {
  readonly _tag: 'Summary'
  readonly effects: { readonly [tag: string]: number }
  readonly runs: number
}

type Write = (text: string) => void

export const tellJson =
  (write: Write): Teller =>
  event => {
    const line = jsonOf(event)
    if (line !== undefined) write(`${JSON.stringify(line)}\n`)
  }

const jsonOf = (event: DemoEvent): object | undefined => {
  switch (event._tag) {
    case 'Ready':
      return { type: 'ready', objects: event.objects }
    case 'Watch':
      return { type: 'watch', feed: event.feed, state: event.health._tag, problem: event.health.problem }
    case 'Undecodable':
      return { type: 'undecodable', feed: event.feed, problem: event.problem }
    case 'Planned':
      return event.plan.effects.length === 0
        ? undefined
        : {
            type: 'plan',
            key: event.key,
            reasons: event.reasons.map(describeReason),
            effects: event.plan.effects.map(describeEffect),
          }
    case 'Effected':
      return { type: 'effect', key: event.key, effect: describeEffect(event.effect), durationMs: event.durationMs }
    case 'Ran':
      return {
        type: 'run',
        key: event.key,
        reasons: event.reasons.map(describeReason),
        effects: (event.plan?.effects ?? []).map(describeEffect),
        outcome: event.outcome._tag,
        ...(event.outcome._tag === 'Failed' && { message: event.outcome.failure.message }),
        durationMs: event.durationMs,
      }
    case 'Chapter':
      return { type: 'chapter', title: event.title }
    case 'Converged':
      return { type: 'converged', title: event.title, myapps: event.apps.map(readinessOf) }
    case 'Access':
      return { type: 'access', kubeconfig: event.kubeconfig }
    case 'Summary':
      return { type: 'summary', runs: event.runs, effects: event.effects }
  }
}

const readinessOf = (app: MyAppObject): object => ({
  name: app.metadata.name,
  replicas: app.spec.replicas,
  readyReplicas: app.status?.readyReplicas ?? 0,
  ready: myAppCondition(app, 'Ready')?.status ?? 'Unknown',
})

export const tellPretty =
  (write: Write): Teller =>
  event => {
    const text = prettyOf(event)
    if (text !== undefined) write(`${text}\n`)
  }

const prettyOf = (event: DemoEvent): string | undefined => {
  switch (event._tag) {
    case 'Ready':
      return picocolors.dim('the controller is ready')
    case 'Planned': {
      if (event.plan.effects.length === 0) return undefined
      const effects = event.plan.effects.map(effect => `\n    ${describeEffect(effect)}`)
      const why = [...new Set(event.reasons.map(describeReason))].join(', ')
      return `  ${picocolors.cyan('plan')} ${event.key} ${picocolors.dim(`because: ${why}`)}${effects.join('')}`
    }
    case 'Ran': {
      const { outcome, durationMs, key } = event
      if (outcome._tag === 'Failed') return `  ${picocolors.red('failed')} ${key}: ${outcome.failure.message}`
      if (outcome.wrote === 0) return undefined
      return `  ${picocolors.green('done')} ${key} ${picocolors.dim(`${outcome.wrote} written in ${durationMs} ms`)}`
    }
    case 'Watch':
      return event.health.problem === undefined ? undefined : picocolors.red(event.health.problem)
    case 'Undecodable':
      return picocolors.red(`${event.feed}: ${event.problem}`)
    case 'Effected':
      return undefined
    case 'Chapter':
      return `\n${picocolors.bold(event.title)}`
    case 'Converged':
      return demoTable(event.apps)
    case 'Summary': {
      const counts = Object.entries(event.effects).map(([tag, count]) => `${count} ${tag}`)
      return `\n${picocolors.bold('written by the controller:')} ${counts.join(', ') || 'nothing'}`
    }
    case 'Access':
      return [
        `\n${picocolors.bold('The cluster is yours until Ctrl-C. In another terminal:')}`,
        `  export KUBECONFIG=${event.kubeconfig}`,
        '  kubectl get myapps -A -o wide',
        '  kubectl -n demo scale myapp web --replicas 4',
        '  kubectl -n demo delete deployment web',
        '  kubectl -n demo describe myapp web',
      ].join('\n')
  }
}
