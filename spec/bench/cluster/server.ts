import type { AdminClient } from '../../cluster/controlPlane/adminClient.ts'

/** The API server's own metrics: requests for the four kinds, and CPU. */
export interface ServerCounters {
  readonly cpuS: number
  readonly writes: number
  readonly failedWrites: number
}

const kinds = ['myapps', 'deployments', 'services', 'configmaps']
const writing = ['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE', 'DELETECOLLECTION']

export const countersOf = async (client: AdminClient): Promise<ServerCounters> => {
  const { code, text } = await client.send('GET', '/metrics')
  if (code !== 200) throw new Error(`GET /metrics: ${code}: the user needs the right to read it`)
  const lines = text.split('\n')
  const requests = lines
    .filter(line => line.startsWith('apiserver_request_total{'))
    .map(line => ({
      label: (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '',
      count: Number(line.slice(line.lastIndexOf('}') + 1)),
    }))
    .filter(({ label }) => kinds.includes(label('resource')) && writing.includes(label('verb')))
  const sum = (chosen: typeof requests) => chosen.reduce((total, { count }) => total + count, 0)
  const cpu = lines.find(line => line.startsWith('process_cpu_seconds_total '))
  return {
    cpuS: Number(cpu?.split(' ')[1]),
    writes: sum(requests),
    failedWrites: sum(requests.filter(({ label }) => Number(label('code')) >= 400)),
  }
}
