import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** CPU and memory of a process and its descendants, read from /proc of a Linux kernel. */
export interface Usage {
  /** User and system time so far, in ms. */
  readonly cpuMs: () => number
  /** Highest resident memory since the last `forgetPeak`, sampled five times a second, in MiB. */
  readonly peakMiB: () => number
  readonly forgetPeak: () => void
  /** The start of the first half second with under 5 ms of CPU; `undefined` if there is none within the limit. */
  readonly quiet: (limitMs: number) => Promise<number | undefined>
  readonly stop: () => void
}

const quietMs = 500
const quietCpuMs = 5

export const usageOf = (root: number): Usage => {
  /** CPU time of each thread in ns; threads that ended are kept. */
  const clocks = new Map<string, number>()
  let pids: readonly number[] = [root]
  let peakBytes = 0
  let samples = 0

  const cpuMs = (): number => {
    for (const pid of pids) {
      for (const thread of namesIn(`/proc/${pid}/task`)) {
        const ns = Number(textOf(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0])
        if (ns > 0) clocks.set(`${pid}/${thread}`, ns)
      }
    }
    return [...clocks.values()].reduce((sum, ns) => sum + ns, 0) / 1e6
  }
  const sample = (): void => {
    if (samples % 10 === 0) pids = [root, ...descendantsOf(root)]
    samples += 1
    const pages = pids.reduce((sum, pid) => sum + Number(textOf(`/proc/${pid}/statm`).split(' ')[1] ?? 0), 0)
    peakBytes = Math.max(peakBytes, pages * 4096)
  }
  const timer = setInterval(sample, 200)

  return {
    cpuMs,
    peakMiB: () => {
      sample()
      return peakBytes / 2 ** 20
    },
    forgetPeak: () => {
      peakBytes = 0
    },
    quiet: async limitMs => {
      const endMs = performance.now() + limitMs
      let window = { sinceMs: performance.now(), cpuMs: cpuMs() }
      while (performance.now() < endMs) {
        await wait(25)
        const [nowMs, used] = [performance.now(), cpuMs()]
        if (used - window.cpuMs > quietCpuMs) window = { sinceMs: nowMs, cpuMs: used }
        else if (nowMs - window.sinceMs >= quietMs) return window.sinceMs
      }
      return undefined
    },
    stop: () => clearInterval(timer),
  }
}

/** A process that ended uses no more CPU. */
const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const descendantsOf = (pid: number): readonly number[] =>
  namesIn(`/proc/${pid}/task`)
    .flatMap(thread => textOf(`/proc/${pid}/task/${thread}/children`).trim().split(' '))
    .filter(child => child !== '')
    .flatMap(child => [Number(child), ...descendantsOf(Number(child))])
