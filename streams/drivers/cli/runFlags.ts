import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../../../lib/kube/duration.ts'

/** The flags of `sluice run` beyond a connection and a log. A deployment asks for them; each is off by default. */
export interface RunFlags {
  readonly leaderElect: boolean
  readonly leaderElectLeaseDuration: number
  readonly leaderElectRenewDeadline: number
  readonly leaderElectRetryPeriod: number
  readonly leaderElectResourceName?: string
  readonly leaderElectResourceNamespace?: string
  readonly events: boolean
  /** Addresses to serve at, `:8080`. '0': not served. */
  readonly healthProbeBindAddress: string
  readonly metricsBindAddress: string
  readonly metricsSecure: boolean
  readonly webhookBindAddress: string
  readonly webhookCertDir?: string
  readonly installation: string
}

const switches = ['leader-elect', 'events', 'metrics-secure'] as const

/** Off unless it is asked for; `--no-…` takes it back. */
const onOff = (command: Command, name: (typeof switches)[number], description: string): Command =>
  command.option(`--${name}`, description, false).addOption(new Option(`--no-${name}`).hideHelp())

const switchWithValue = new RegExp(`^--(${switches.join('|')})=(true|false)$`)

/** Takes flags that are on or off as Go's programs do: `--events=true`, `--events=false`. */
export const withoutBooleanValues = (words: readonly string[]): readonly string[] =>
  words.map(word => word.replace(switchWithValue, (_, name, on) => `--${on === 'true' ? '' : 'no-'}${name}`))

const duration = (flag: string, description: string, ms: number): Option =>
  new Option(`${flag} <duration>`, description)
    .argParser(text => {
      const parsed = parseDuration(text)
      if (parsed === undefined || parsed === 0)
        throw new InvalidArgumentError('It must be a duration such as 15s, 1m30s or 500ms.')
      return parsed
    })
    .default(ms, `${ms / 1000}s`)

const address = (flag: string, description: string, example: string): Option =>
  new Option(`${flag} <address>`, `${description}, such as ${example}; 0: nowhere`).default('0')

export const runFlags = (command: Command): Command => {
  onOff(command, 'leader-elect', 'write only while holding a Lease, of several replicas one at a time')
    .addOption(duration('--leader-elect-lease-duration', 'how long others wait for a leader that is silent', 15_000))
    .addOption(duration('--leader-elect-renew-deadline', 'how long a leader goes on without a renewal', 10_000))
    .addOption(duration('--leader-elect-retry-period', 'from one attempt to the next', 2_000))
    .option('--leader-elect-resource-name <name>', 'of the Lease (default: sluice-<controller>)')
    .option('--leader-elect-resource-namespace <name>', 'of the Lease (default: the pod’s, or the context’s)')
  onOff(command, 'events', 'tell what happens to an object in Kubernetes Events, for kubectl describe')
    .addOption(address('--health-probe-bind-address', 'where /healthz and /readyz are served', ':8081'))
    .addOption(address('--metrics-bind-address', 'where /metrics is served', ':8080'))
  return onOff(command, 'metrics-secure', 'serve metrics over TLS, and only to whom the API server allows it')
    .addOption(address('--webhook-bind-address', 'where the webhooks of the controller are served', ':9443'))
    .option('--webhook-cert-dir <folder>', 'tls.crt and tls.key to serve with (default: of an authority of its own)')
    .option('--installation <name>', 'the name given to `sluice manifests`', 'sluice')
}
