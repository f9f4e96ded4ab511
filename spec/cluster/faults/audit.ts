import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guard } from '../controlPlane/guard.ts'

/** The requests of sluice controllers, from the audit log of the API server. */
export interface Audit {
  /** Flags of the API server that turn the audit log on. */
  readonly flags: readonly string[]
  /** All so far, whatever the answer: `patch /apis/apps/v1/namespaces/default/deployments/web`. No list and no watch. */
  readonly requests: () => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

/** Only sluice uses this user. A request is logged before it is carried out, so each answered request is in the log. */
const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['ResponseStarted', 'ResponseComplete', 'Panic'],
  rules: [
    { level: 'None', verbs: ['list', 'watch'] },
    { level: 'Metadata', users: ['kubernetes-admin'] },
  ],
}

export const startAudit = async (): Promise<Audit> => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-audit-'))
  const guarded = guard(folder)
  const [policyFile, logFile] = [join(folder, 'policy.json'), join(folder, 'audit.log')]
  await writeFile(policyFile, JSON.stringify(policy))
  return {
    flags: [`--audit-policy-file=${policyFile}`, `--audit-log-path=${logFile}`],
    requests: async () => {
      const lines = (await readFile(logFile, 'utf8')).split('\n').filter(line => line !== '')
      return lines
        .map(line => JSON.parse(line))
        .filter(({ userAgent }) => userAgent === 'sluice')
        .map(({ verb, requestURI }) => `${verb} ${String(requestURI).split('?')[0]}`)
    },
    stop: async () => {
      await rm(folder, { recursive: true, force: true })
      guarded.release()
    },
  }
}
