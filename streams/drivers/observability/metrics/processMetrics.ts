import heapSizeAndUsed from 'prom-client/lib/metrics/heapSizeAndUsed.js'
import heapSpacesSizeAndUsed from 'prom-client/lib/metrics/heapSpacesSizeAndUsed.js'
import osMemoryHeap from 'prom-client/lib/metrics/osMemoryHeap.js'
import processCpuTotal from 'prom-client/lib/metrics/processCpuTotal.js'
import processMaxFileDescriptors from 'prom-client/lib/metrics/processMaxFileDescriptors.js'
import processOpenFileDescriptors from 'prom-client/lib/metrics/processOpenFileDescriptors.js'
import processStartTime from 'prom-client/lib/metrics/processStartTime.js'
import version from 'prom-client/lib/metrics/version.js'
import { eventLoopMetrics } from './eventLoopMetrics.ts'
import { gcMetrics } from './gcMetrics.ts'
import type { Instruments } from './instruments.ts'

/** prom-client's metrics without the gauges whose names end in `_total`: promtool refuses those. */
const standard = [
  heapSizeAndUsed,
  heapSpacesSizeAndUsed,
  osMemoryHeap,
  processCpuTotal,
  processMaxFileDescriptors,
  processOpenFileDescriptors,
  processStartTime,
  version,
]

/** Measures CPU, memory, garbage collection, event loop and files. Returns the function that ends the measuring. */
export const processMetrics = (instruments: Instruments): (() => void) => {
  for (const add of standard) add(instruments.registry)
  const ends = [eventLoopMetrics(instruments), gcMetrics(instruments)]
  return () => {
    for (const end of ends) end()
  }
}
