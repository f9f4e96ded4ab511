import { type Observable, observeOn, Subject, Subscription } from 'rxjs'
import { emptyCluster } from '../../../lib/apiserver/store/state.ts'
import { type Election, leads } from '../../../lib/election/election.ts'
import { type Candidate, Lease, leaseDefaults } from '../../../lib/election/lease.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import { seededRandom } from '../../../lib/recording/seededRandom.ts'
import { electing } from '../../../streams/election/electing.ts'
import { numberedScheduler } from '../../../streams/recording/numberedScheduler.ts'
import { fairWeather, faultySources, type Weather } from '../../../streams/simulate/faultySources.ts'
import { type ModelCluster, modelSources } from '../../../streams/simulate/modelSources.ts'
import { virtualClock } from '../../../streams/simulate/virtualClock.ts'

/** Processes that seek one Lease of one API server, all on one virtual clock. */
export interface Candidates {
  readonly model: ModelCluster
  readonly start: (options?: ProcessOptions) => Process
  /** True milliseconds since the start. */
  readonly now: () => number
  /** Lets time pass, and asserts after each thing that happens that at most one process leads. */
  readonly pass: (ms: number) => void
  /** Passes time until it holds, and says how long that took; throws when it does not within `limitMs`. */
  readonly until: (holds: () => boolean, limitMs: number) => number
  /** The processes that lead now. */
  readonly leaders: () => readonly Process[]
}

export interface ProcessOptions extends Partial<Candidate> {
  /** How much faster than true time its steady clock runs. Default 1. */
  readonly rate?: number
}

/** A process as others see it: it can be stopped and continued, killed, and its wall clock can be set. */
export interface Process {
  readonly identity: string
  readonly weather: Weather
  readonly election: () => Election | undefined
  readonly leads: () => boolean
  readonly ended: () => boolean
  readonly pause: () => void
  readonly resume: () => void
  readonly kill: () => void
  readonly release: () => void
  readonly setClock: (byMs: number) => void
}

const namespace = 'default'
const name = 'sluice'

export const candidates = (seed = 1): Candidates => {
  const startMs = Date.UTC(2026, 0, 1)
  const clock = virtualClock(startMs)
  const random = seededRandom(seed)
  const model = modelSources(emptyCluster({ nowMs: startMs, seed }), { scheduler: clock, random })
  const processes: Process[] = []

  const outrun = (): void => {
    const body = { metadata: { annotations: { outrun: String(clock.now()) } } }
    const path = pathOf(Lease, namespace, name)
    model.send({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body })
  }

  const start = ({ rate = 1, ...terms }: ProcessOptions = {}): Process => {
    const candidate: Candidate = {
      namespace,
      name,
      identity: `process-${processes.length}`,
      ...leaseDefaults,
      ...terms,
    }
    const weather = fairWeather()
    const release = new Subject<void>()
    let held: (() => void)[] | undefined
    let wallMs = 0
    let election: Election | undefined
    let ended = false
    // Timers and answers of a process that is stopped come when it is continued.
    const scheduler = numberedScheduler(
      () => clock.now() + wallMs,
      (_, delayMs, fire) => {
        const due = new Subscription()
        const run = (): void => {
          if (!due.closed) fire()
        }
        due.add(clock.schedule(() => (held === undefined ? run() : held.push(run)), Math.ceil(delayMs / rate)))
        return due
      },
    )
    const arriving = <T>(answer$: Observable<T>): Observable<T> => answer$.pipe(observeOn(scheduler))
    let kill = (): void => undefined
    const faulty = faultySources(model.sources, { weather, scheduler: clock, random, outrun, kill: () => kill() })
    const sources = {
      scheduler,
      random,
      steadyMs: () => clock.now() * rate,
      read: (...asked: Parameters<typeof faulty.read>) => arriving(faulty.read(...asked)),
      write: (...asked: Parameters<typeof faulty.write>) => arriving(faulty.write(...asked)),
      watch: (...asked: Parameters<typeof faulty.watch>) => arriving(faulty.watch(...asked)),
    }
    const life = new Subscription()
    kill = () => {
      ended = true
      life.unsubscribe()
    }
    const process: Process = {
      identity: candidate.identity,
      weather,
      election: () => election,
      ended: () => ended,
      leads: () => !ended && election !== undefined && leads(election, candidate, sources.steadyMs()),
      pause: () => {
        held ??= []
      },
      resume: () => {
        const late = held ?? []
        held = undefined
        for (const run of late) run()
      },
      kill: () => kill(),
      release: () => release.next(),
      setClock: byMs => {
        wallMs += byMs
      },
    }
    life.add(
      electing(candidate, sources, release).subscribe({
        next: next => {
          election = next
        },
        complete: () => {
          ended = true
        },
      }),
    )
    processes.push(process)
    return process
  }

  const leaders = () => processes.filter(each => each.leads())
  const check = (): void => {
    const now = leaders()
    if (now.length > 1) throw new Error(`at ${clock.now() - startMs} ms all of ${now.map(each => each.identity)} lead`)
  }
  const next = (untilMs: number): boolean => {
    const ran = clock.step(untilMs)
    check()
    return ran
  }
  return {
    model,
    start,
    leaders,
    now: () => clock.now() - startMs,
    pass: ms => {
      const untilMs = clock.now() + ms
      while (next(untilMs));
      clock.advance(untilMs - clock.now())
      check()
    },
    until: (holds, limitMs) => {
      const fromMs = clock.now()
      while (!holds()) if (!next(fromMs + limitMs)) throw new Error(`not within ${limitMs} ms`)
      return clock.now() - fromMs
    },
  }
}

/** The record of the Lease, as the API server has it. */
export const recordIn = ({ send }: ModelCluster): Readonly<Record<string, unknown>> => {
  const answer = send({ method: 'GET', path: pathOf(Lease, namespace, name) })
  if (answer._tag !== 'Body' || answer.code !== 200) throw new Error('there is no Lease')
  return Object(answer.body).spec
}

/** Somebody deletes the Lease. */
export const deleteIn = ({ send }: ModelCluster): void => {
  send({ method: 'DELETE', path: pathOf(Lease, namespace, name) })
}

/** Somebody changes the record by hand. */
export const patchIn = ({ send }: ModelCluster, spec: object): void => {
  const path = pathOf(Lease, namespace, name)
  send({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body: { spec } })
}
