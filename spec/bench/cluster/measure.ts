import type { AdminClient } from '../../cluster/controlPlane/adminClient.ts'
import type { Figures } from './figures.ts'
import type { Program } from './program.ts'
import { countersOf } from './server.ts'

/** The time limit for work that a program does after a phase. */
const settleLimitMs = 30_000

export interface Measuring {
  readonly client: AdminClient
  /** MyApps. */
  readonly count: number
}

type Own = Omit<Figures, 'cpuS' | 'serverCpuS' | 'peakMiB' | 'writes' | 'writesPerObject' | 'failedWrites'>

/**
 * Measures one phase. `perform` returns its own measurements and the number of its own
 * writes. Then the program is awaited until it is idle, so that its CPU and writes are
 * complete. `before`: a program that runs already, whose use so far is subtracted.
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
