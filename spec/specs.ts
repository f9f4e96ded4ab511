import { globSync } from 'node:fs'
import { join } from 'node:path'

/** Which specs `npm test` runs in one process, which in a process each, and in which order. */

export const root = join(import.meta.dirname, '..')

const matching = (...patterns: readonly string[]): readonly string[] => globSync(patterns, { cwd: root }).sort()

/** These specs compute: they start no server and no program, measure no CPU time, and have no hook for the whole process. */
export const together = matching(
  'spec/cluster/compare/{normalise,shrink}.spec.ts',
  'spec/{crd,lib,regressions}/**/*.spec.ts',
  'spec/streams/{circle,election,operators,recording,simulate,watching}/**/*.spec.ts',
  'spec/streams/drivers/{leading/steadyClock,cli/journal}.spec.ts',
  'spec/streams/drivers/certificates/{pacing,selfManagedCertificates}.spec.ts',
  'spec/streams/drivers/connection/{requests,http/failureOf}.spec.ts',
  'spec/streams/drivers/observability/{logRun,tracing,metrics/*}.spec.ts',
  'spec/streams/drivers/serving/endpoint/{address,answering,reviewed}.spec.ts',
  'spec/streams/drivers/serving/probes/*.spec.ts',
)

/**
 * What takes longest, in the order in which it is started: those that wait run beside those that compute, and no file
 * is left to run alone at the end.
 */
export const longest = [
  'spec/kubectl/events.spec.ts',
  'spec/integration/hotLoops.spec.ts',
  'spec/streams/drivers/certificates/overTls.spec.ts',
  'spec/streams/drivers/leading/lease.spec.ts',
  'spec/package.spec.ts',
  'spec/together.ts',
  'spec/integration/leaderElection.spec.ts',
  'spec/streams/drivers/serving/webhooks/serveWebhooks.spec.ts',
  'spec/integration/leaseRights.spec.ts',
  'spec/cluster/compare/recorded.spec.ts',
  'spec/image.spec.ts',
  'spec/streams/drivers/cli/cli.spec.ts',
  'spec/kubectl/controller.spec.ts',
  'spec/readme.spec.ts',
]

/** One process each, in this order. */
export const processes = [
  ...longest,
  ...matching('spec/**/*.spec.ts').filter(file => !longest.includes(file) && !together.includes(file)),
]
