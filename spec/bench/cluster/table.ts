import type { Phase, Result } from './figures.ts'

/** All results of one program. */
export interface Measured {
  readonly name: string
  readonly results: readonly Result[]
}

interface Row {
  readonly title: string
  readonly figure: (result: Result) => number | undefined
  readonly digits: number
}

const phase = (letter: string, name: Phase, title: string) => ({
  wall: { title: `${letter} ${title}: wall s`, figure: (it: Result) => it[name].wallS, digits: 1 },
  cpu: { title: `${letter} ${title}: controller CPU s`, figure: (it: Result) => it[name].cpuS, digits: 2 },
  server: { title: `${letter} ${title}: API server CPU s`, figure: (it: Result) => it[name].serverCpuS, digits: 1 },
  memory: { title: `${letter} ${title}: peak RSS MiB`, figure: (it: Result) => it[name].peakMiB, digits: 0 },
  writes: { title: `${letter} ${title}: writes`, figure: (it: Result) => it[name].writes, digits: 0 },
  each: { title: `${letter} ${title}: writes per MyApp`, figure: (it: Result) => it[name].writesPerObject, digits: 2 },
  failed: { title: `${letter} ${title}: failed writes`, figure: (it: Result) => it[name].failedWrites, digits: 0 },
})
const latency = (title: string, field: 'deploymentMs' | 'statusMs', share: 'p50' | 'p99'): Row => ({
  title: `C edit → ${title}: ${share} ms`,
  figure: it => it.edit[field]?.[share],
  digits: 1,
})
const cold = phase('A', 'cold', 'cold start')
const idle = phase('B', 'idle', '10 s idle')
const edit = phase('C', 'edit', 'edits')
const burst = phase('D', 'burst', 'burst')
const drift = phase('E', 'drift', 'drift')
const restart = phase('F', 'restart', 'restart')
const removal = phase('G', 'delete', 'deletion')

const rows: readonly Row[] = [
  ...[cold.wall, cold.cpu, cold.server, cold.memory, cold.each, cold.failed],
  ...[{ ...idle.cpu, digits: 3 }, idle.writes],
  ...[latency('Deployment', 'deploymentMs', 'p50'), latency('Deployment', 'deploymentMs', 'p99')],
  ...[latency('status', 'statusMs', 'p50'), latency('status', 'statusMs', 'p99')],
  ...[edit.cpu, edit.server, edit.writes],
  ...[burst.wall, burst.cpu, burst.server, burst.each, burst.failed],
  ...[drift.wall, drift.cpu, drift.server, drift.each, drift.failed],
  { title: 'F restart: ready s', figure: it => it.restart.readyS, digits: 2 },
  { title: 'F restart: quiet s', figure: it => it.restart.quietS, digits: 2 },
  ...[restart.cpu, restart.memory, restart.writes],
  ...[removal.wall, removal.cpu, removal.server],
]

/** Markdown: each repetition's figure, and in brackets the ratio of the means to the first program's. */
export const tableOf = (programs: readonly Measured[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const body = rows.map(({ title, figure, digits }) => {
    const values = programs.map(({ results }) => results.map(result => figure(result) ?? Number.NaN))
    const means = values.map(each => each.reduce((sum, value) => sum + value, 0) / each.length)
    const first = means[0] ?? 0
    return line([
      title,
      ...values.map((each, at) => {
        const ratio = at > 0 && first > 0 ? ` (×${((means[at] ?? 0) / first).toFixed(2)})` : ''
        return `${each.map(value => value.toFixed(digits)).join(' / ')}${ratio}`
      }),
    ])
  })
  return [line(['', ...programs.map(({ name }) => name)]), `|---|${'---:|'.repeat(programs.length)}`, ...body].join(
    '\n',
  )
}
