/** What one phase of one program came to. Times in seconds unless the name says otherwise. */
export interface Figures {
  readonly cpuS: number
  readonly serverCpuS: number
  readonly peakMiB: number
  readonly writes: number
  readonly writesPerObject: number
  readonly failedWrites: number
  readonly wallS?: number
  readonly readyS?: number
  readonly quietS?: number
  readonly deploymentMs?: Percentiles
  readonly statusMs?: Percentiles
}

export interface Percentiles {
  readonly p50: number
  readonly p99: number
}

/** The least value that so many percent do not exceed. */
export const percentilesOf = (values: readonly number[]): Percentiles => {
  const ordered = [...values].sort((a, b) => a - b)
  const at = (share: number) => ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}

export const phases = ['cold', 'idle', 'edit', 'burst', 'drift', 'restart', 'delete'] as const
export type Phase = (typeof phases)[number]

/** One run of one program through all phases. */
export type Result = Readonly<Record<Phase, Figures>>
