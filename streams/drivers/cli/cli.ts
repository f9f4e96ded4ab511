#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { ClusterVerbOptions } from './clusterVerb.ts'
import type { DemoVerbOptions } from './demoVerb.ts'
import { exitCodes, exitWith } from './exit.ts'
import type { ManifestsVerbOptions } from './manifestsVerb.ts'
import { runFlags, withoutBooleanValues } from './runFlags.ts'
import type { RunVerbOptions } from './runVerb.ts'

/**
 * `sluice run | replay | demo | cluster | manifests`. Exit codes: 0 done, 1 it failed, 2 it was asked
 * wrongly. What is wrong is one line on stderr; with the environment variable
 * SLUICE_DEBUG, where in the code it happened as well.
 *
 * Each verb is loaded when it is asked for: `run` pays for no embedded cluster.
 */

const wholeNumber =
  (name: string, least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least) {
      throw new InvalidArgumentError(`${name} must be a whole number of at least ${least}.`)
    }
    return value
  }

const logging = (command: Command): Command =>
  command
    .addOption(
      new Option('--log-format <format>', 'how logs are written').choices(['json', 'pretty']).default('pretty'),
    )
    .addOption(
      new Option('--log-level <level>', 'the least that is logged')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )

const reaching = (command: Command): Command =>
  command
    .option('--kubeconfig <file>', 'the cluster to use (default: $KUBECONFIG, ~/.kube/config, or the pod’s own)')
    .option('--context <name>', 'a context of the kubeconfig (default: its current one)')
    .option('--namespace <name>', 'only objects of this namespace (default: all)')
    .option('--workers <count>', 'keys executed at once', wholeNumber('--workers', 1), 10)

/** Commander puts what it suggests into a second line, in parentheses. */
const oneLine = (text: string): string =>
  text
    .replace(/^error: /, 'sluice: ')
    .trimEnd()
    .replace(/\.$/, '')
    .replaceAll('\n', ' ')

const program = new Command('sluice')
  .description('A Kubernetes controller runtime: watch streams in, plans as data out')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}: see sluice --help\n`) })

runFlags(logging(reaching(program.command('run'))))
  .description('run a controller against a cluster')
  .argument('[file]', 'a module whose default export is a controller (default: the MyApp controller)')
  .addOption(
    new Option(
      '--service-account <folder>',
      'where the token and ca.crt of a pod are, if not in /var/run/secrets/kubernetes.io/serviceaccount',
    ).conflicts(['kubeconfig', 'context']),
  )
  .option('--record <file>', 'write all that the run takes in to this file, to be replayed')
  .action(async (file: string | undefined, options: RunVerbOptions) => {
    const { runVerb } = await import('./runVerb.ts')
    await runVerb(file, options)
  })

program
  .command('replay')
  .description('compare what a controller plans now with what was planned when a run was recorded')
  .argument('<recording>', 'a file that `sluice run --record` wrote')
  .argument('[file]', 'a module whose default export is a controller (default: the MyApp controller)')
  .action(async (recording: string, file: string | undefined) => {
    const { replayVerb } = await import('./replayVerb.ts')
    await replayVerb(recording, file)
  })

logging(reaching(program.command('demo')))
  .description('watch the MyApp controller at work, on an embedded cluster or, with --kubeconfig, on yours')
  .option('--once', 'end after the last convergence', false)
  .option('--json', 'one JSON object per line', false)
  .action(async (options: DemoVerbOptions) => {
    const { demoVerb } = await import('./demoVerb.ts')
    await demoVerb(options)
  })

logging(program.command('cluster'))
  .description('start only the embedded cluster, for anybody who tests a controller')
  .option('--port <port>', 'where to listen (default: a free port)', wholeNumber('--port', 0), 0)
  .option('--kubeconfig-out <file>', 'where to write the kubeconfig, as JSON')
  .addOption(
    new Option('--controllers <on>', 'stand-ins for Deployment controller, kubelet and garbage collector')
      .choices(['true', 'false'])
      .default('true'),
  )
  .action(async (options: ClusterVerbOptions) => {
    const { clusterVerb } = await import('./clusterVerb.ts')
    await clusterVerb(options)
  })

program
  .command('manifests')
  .description('print all objects that install a controller, for kubectl apply -f -')
  .option('--image <name>', 'of the program (default: sluice:0.1.0)')
  .option('--namespace <name>', 'where it runs (default: sluice-system, or <controller>-system)')
  .option('--metrics-secure', 'metrics over TLS, and only to whom the API server allows it', false)
  .option('--controller <file>', 'a module whose default export is a controller (default: the MyApp controller)')
  .option('--watch-namespace <name>', 'the only namespace of which it reads and writes objects (default: all)')
  .addOption(
    new Option('--webhook-certificates <maker>', 'who makes them: the program, or cert-manager')
      .choices(['self', 'cert-manager'])
      .default('self'),
  )
  .action(async (options: ManifestsVerbOptions) => {
    const { manifestsVerb } = await import('./manifestsVerb.ts')
    await manifestsVerb(options)
  })

for (const command of program.commands) {
  command.copyInheritedSettings(program).configureOutput({
    outputError: (text, write) => write(`${oneLine(text)}: see sluice ${command.name()} --help\n`),
  })
}

const main = async (): Promise<number> => {
  try {
    await program.parseAsync(withoutBooleanValues(process.argv))
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    return exitWith(error)
  }
}

// An uncaught error, as of a controller's own timer, is one line as well.
process.on('uncaughtException', error => process.exit(exitWith(error)))
// The reader of the output has gone, as `head` does: nothing is left to print.
// A full disk is no reason to stop what a controller does: what it says is lost.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    if (error.code !== 'ENOSPC') process.exit(exitWith(error))
  })
// Node would open its inspector, to whoever can reach the port.
process.on('SIGUSR1', () => undefined)

process.exitCode = await main()
