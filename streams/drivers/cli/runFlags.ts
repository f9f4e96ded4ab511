import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../../../lib/duration.ts'

/** What `sluice run` has beyond a connection and a log: all that only a deployment asks for, off unless it is. */
export interface RunFlags {
  readonly leaderElect: boolean
  readonly leaderElectLeaseDuration: number
  readonly leaderElectRenewDeadline: number
  readonly leaderElectRetryPeriod: number
  readonly leaderElectResourceName?: string
  readonly leaderElectResourceNamespace?: string
  readonly events: boolean
}

/** Off unless it is asked for; `--no-…` takes it back. */
const onOff = (command: Command, name: string, description: string): Command =>
  command.option(`--${name}`, description, false).addOption(new Option(`--no-${name}`).hideHelp())

/** As Go's programs are told of a flag that is on or off: `--events=true`, `--events=false`. */
export const withoutValues = (words: readonly string[]): readonly string[] =>
  words.map(word =>
    word.replace(/^--(leader-elect|events)=(true|false)$/, (_, name, on) => `--${on === 'true' ? '' : 'no-'}${name}`),
  )

const duration = (flag: string, description: string, ms: number): Option =>
  new Option(`${flag} <duration>`, description)
    .argParser(text => {
      const parsed = parseDuration(text)
      if (parsed === undefined || parsed === 0)
        throw new InvalidArgumentError('It must be a duration such as 15s, 1m30s or 500ms.')
      return parsed
    })
    .default(ms, `${ms / 1000}s`)

export const runFlags = (command: Command): Command => {
  onOff(command, 'leader-elect', 'write only while holding a Lease, of several replicas one at a time')
    .addOption(duration('--leader-elect-lease-duration', 'how long others wait for a leader that is silent', 15_000))
    .addOption(duration('--leader-elect-renew-deadline', 'how long a leader goes on without a renewal', 10_000))
    .addOption(duration('--leader-elect-retry-period', 'from one attempt to the next', 2_000))
    .option('--leader-elect-resource-name <name>', 'of the Lease (default: sluice-<controller>)')
    .option('--leader-elect-resource-namespace <name>', 'of the Lease (default: the pod’s, or the context’s)')
  return onOff(command, 'events', 'tell what happens to an object in Kubernetes Events, for kubectl describe')
}
