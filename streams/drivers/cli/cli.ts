#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { clusterVerb } from './clusterVerb.ts'
import { demoVerb } from './demoVerb.ts'
import { ExitError, exitCodes } from './exit.ts'
import { replayVerb } from './replayVerb.ts'
import { runVerb } from './runVerb.ts'

/**
 * `sluice run | replay | demo | cluster`. Exit codes: 0 done, 1 it failed, 2 it was asked
 * wrongly. What is wrong is one line on stderr.
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

const program = new Command('sluice')
  .description('A Kubernetes controller runtime: watch streams in, plans as data out')
  .exitOverride()
  .configureOutput({ writeErr: text => process.stderr.write(text.replace(/^error: /, 'sluice: ')) })

logging(reaching(program.command('run')))
  .description('run a controller against a cluster')
  .argument('[file]', 'a module whose default export is a controller (default: the MyApp controller)')
  .option('--record <file>', 'write all that the run takes in to this file, to be replayed')
  .action(runVerb)

program
  .command('replay')
  .description('compare what a controller plans now with what was planned when a run was recorded')
  .argument('<recording>', 'a file that `sluice run --record` wrote')
  .argument('[file]', 'a module whose default export is a controller (default: the MyApp controller)')
  .action(replayVerb)

logging(reaching(program.command('demo')))
  .description('watch the MyApp controller at work, on an embedded cluster or, with --kubeconfig, on yours')
  .option('--once', 'end after the last convergence', false)
  .option('--json', 'one JSON object per line', false)
  .action(demoVerb)

logging(program.command('cluster'))
  .description('start only the embedded cluster, for anybody who tests a controller')
  .option('--port <port>', 'where to listen (default: a free port)', wholeNumber('--port', 0), 0)
  .option('--kubeconfig-out <file>', 'where to write the kubeconfig, as JSON')
  .addOption(
    new Option('--controllers <on>', 'stand-ins for Deployment controller, kubelet and garbage collector')
      .choices(['true', 'false'])
      .default('true'),
  )
  .action(clusterVerb)

for (const command of program.commands) command.exitOverride().copyInheritedSettings(program)

const main = async (): Promise<number> => {
  try {
    await program.parseAsync()
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (!(error instanceof ExitError)) throw error
    process.stderr.write(`sluice: ${error.message}\n`)
    return error.code
  }
}

process.exitCode = await main()
