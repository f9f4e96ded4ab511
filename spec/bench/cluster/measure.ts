import type { AdminClient } from '../../cluster/controlPlane/adminClient.ts'
import type { Figures } from './figures.ts'
import type { Program } from './program.ts'
import { countersOf } from './server.ts'

/** How long the after-work of a phase may take. */
const settleLimitMs = 30_000

export interface Measuring {
  readonly client: AdminClient
  /** MyApps. */
  readonly count: number
}

type Own = Omit<Figures, 'cpuS' | 'serverCpuS' | 'peakMiB' | 'writes' | 'writesPerObject' | 'failedWrites'>

/**
 * One phase. `perform` says what it measured itself, and how many writes were its
 * own; then the program's after-work is awaited, so that CPU and writes are whole.
 * `before`: the program, where it ran already; its use so far is left out.
 */
export const measure = async (
  { client, count }: Measuring,
  before: Program | undefined,
  perform: () => Promise<{ readonly program: Program; readonly ownWrites: number; readonly own: Own }>,
): Promise<Figures> => {
  const counted = await countersOf(client)
  const usedMs = before?.usage.cpuMs() ?? 0
  before?.usage.forgetPeak()
  const { program, ownWrites, own } = await Promise.race([perform(), ...(before === undefined ? [] : [before.died])])
  await program.usage.quiet(settleLimitMs)
  const cpuS = (program.usage.cpuMs() - usedMs) / 1000
  const peakMiB = program.usage.peakMiB()
  const after = await countersOf(client)
  const writes = after.writes - counted.writes - ownWrites
  return {
    ...own,
    cpuS,
    peakMiB,
    serverCpuS: after.cpuS - counted.cpuS,
    writes,
    writesPerObject: writes / count,
    failedWrites: after.failedWrites - counted.failedWrites,
  }
}
