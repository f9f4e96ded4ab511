import type { RequestCount } from './counters.ts'

/** The text of `/metrics`: the two series by which the load of a kube-apiserver is usually measured. */
export const metricsText = (counts: readonly RequestCount[], cpuSeconds: number): string => {
  const totals = new Map<string, number>()
  for (const { verb, group, resource, subresource, code, count } of counts) {
    const labels = { code, component: 'apiserver', group, resource, subresource, verb }
    const series = Object.entries(labels)
      .map(([name, value]) => `${name}="${escaped(String(value))}"`)
      .join(',')
    totals.set(series, (totals.get(series) ?? 0) + count)
  }
  return [
    '# HELP apiserver_request_total Counter of apiserver requests broken out for each verb, group, resource and code.',
    '# TYPE apiserver_request_total counter',
    ...[...totals].map(([series, total]) => `apiserver_request_total{${series}} ${total}`),
    '# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${cpuSeconds}`,
    '',
  ].join('\n')
}

const escaped = (value: string): string => value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')
