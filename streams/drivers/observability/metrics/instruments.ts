import type { Counter, Gauge, Histogram, Registry } from 'prom-client'
import CounterPart from 'prom-client/lib/counter.js'
import GaugePart from 'prom-client/lib/gauge.js'
import HistogramPart from 'prom-client/lib/histogram.js'
import RegistryPart from 'prom-client/lib/registry.js'

/** Makes the metrics of one registry, and its text. */
export interface Instruments {
  readonly registry: Registry
  readonly counter: <L extends string = never>(name: string, help: string, labels?: readonly L[]) => Counter<L>
  readonly gauge: <L extends string = never>(name: string, help: string, labels?: readonly L[]) => Gauge<L>
  readonly histogram: <L extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels?: readonly L[],
  ) => Histogram<L>
  /** Calls `collect` before each text is made, to set the values that are read at that moment. */
  readonly onScrape: (collect: () => void) => void
  readonly text: () => Promise<string>
}

/** A new registry. Several in one process are independent. */
export const instruments = (): Instruments => {
  const registry = new RegistryPart()
  const registers = [registry]
  const collectors: (() => void)[] = []
  return {
    registry,
    counter: (name, help, labelNames = []) => new CounterPart({ name, help, labelNames, registers }),
    gauge: (name, help, labelNames = []) => new GaugePart({ name, help, labelNames, registers }),
    histogram: (name, help, buckets, labelNames = []) =>
      new HistogramPart({ name, help, labelNames, buckets: [...buckets], registers }),
    onScrape: collect => {
      collectors.push(collect)
    },
    text: () => {
      for (const collect of collectors) collect()
      return registry.metrics()
    },
  }
}
