/** prom-client's index costs 8 MiB and 25 ms more than the parts used here, whose types are the public ones. */
declare module 'prom-client/lib/registry.js' {
  export { Registry as default } from 'prom-client'
}
declare module 'prom-client/lib/counter.js' {
  export { Counter as default } from 'prom-client'
}
declare module 'prom-client/lib/gauge.js' {
  export { Gauge as default } from 'prom-client'
}
declare module 'prom-client/lib/histogram.js' {
  export { Histogram as default } from 'prom-client'
}

/** The parts of `collectDefaultMetrics`: each adds its metrics to a registry. */
declare module 'prom-client/lib/metrics/heapSizeAndUsed.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
declare module 'prom-client/lib/metrics/heapSpacesSizeAndUsed.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
declare module 'prom-client/lib/metrics/osMemoryHeap.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
declare module 'prom-client/lib/metrics/processCpuTotal.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
declare module 'prom-client/lib/metrics/processMaxFileDescriptors.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
declare module 'prom-client/lib/metrics/processOpenFileDescriptors.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
declare module 'prom-client/lib/metrics/processStartTime.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
declare module 'prom-client/lib/metrics/version.js' {
  const add: (registry: import('prom-client').Registry) => void
  export default add
}
