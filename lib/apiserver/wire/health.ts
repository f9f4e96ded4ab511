import { methodNotAllowed } from '../../kube/status.ts'
import { statusResponse } from './refusal.ts'
import type { ApiRequest, ApiResponse } from './request.ts'

/** The version that the model behaves as. */
const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
}

/** `/version` and the probes; `undefined` for every other path. */
export const health = ({ method, path }: ApiRequest): ApiResponse | undefined => {
  if (path === '/version' || path === '/version/') {
    return method === 'GET' ? { _tag: 'Body', code: 200, body: version } : statusResponse(methodNotAllowed())
  }
  if (method !== 'GET') return undefined
  const [, , check] = /^\/(healthz|readyz|livez)(?:\/([a-z/-]+))?$/.exec(path) ?? [undefined, undefined, 'none']
  return check === undefined || checks.has(check) ? { _tag: 'Body', code: 200, body: 'ok' } : undefined
}

/** The checks that can be asked for alone. */
const checks: ReadonlySet<string> = new Set(['ping', 'log', 'etcd', 'informer-sync', 'shutdown'])
