import type { Command } from './command.ts'

/**
 * Leaves out commands, then parts, operations and queries, as long as `holds` stays true. Tries at
 * most `limit` times.
 */
export const shrink = async (
  commands: readonly Command[],
  holds: (commands: readonly Command[]) => Promise<boolean>,
  limit: number,
): Promise<readonly Command[]> => {
  let smallest = commands
  let left = limit
  for (let improved = true; improved; ) {
    improved = false
    for (const candidate of smallerThan(smallest)) {
      if (left-- <= 0) return smallest
      if (!(await holds(candidate))) continue
      smallest = candidate
      improved = true
      break
    }
  }
  return smallest
}

function* smallerThan(commands: readonly Command[]): Generator<readonly Command[]> {
  for (let at = commands.length - 1; at >= 0; at--) if (commands.length > 1) yield commands.toSpliced(at, 1)
  for (const [at, command] of commands.entries()) {
    for (const simpler of simplerThan(command)) yield commands.with(at, simpler)
  }
}

function* simplerThan(command: Command): Generator<Command> {
  if ('query' in command && command.query !== '') yield { ...command, query: '' }
  if ('parts' in command) {
    for (const at of command.parts.keys()) yield { ...command, parts: command.parts.toSpliced(at, 1) }
  }
  if ('operations' in command && command.operations.length > 1) {
    for (const at of command.operations.keys()) yield { ...command, operations: command.operations.toSpliced(at, 1) }
  }
  if (command.does === 'apply' && !command.whole) yield { ...command, whole: true }
  if (command.name !== 'a') yield { ...command, name: 'a' }
}
