import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import { linearPattern } from '../../../text/linearPattern.ts'

/**
 * CEL's `matches` is a search by RE2, whose time is linear in the text. The engine has its own, by JavaScript's regular
 * expressions, and lets nobody replace it: so the calls are renamed before they are run.
 */

const name = 'matchesByRe2'

export const registerMatches = (environment: Environment): Environment =>
  environment
    .registerFunction(`string.${name}(string): bool`, matches)
    .registerFunction('matches(string, string): bool', matches)

const matches = (text: string, pattern: string): boolean => linearPattern(pattern).matcher(text).find()

/** An expression, of which this is the syntax tree, with its calls of `matches` renamed. */
export const withLinearMatches = (source: string, tree: ASTNode): string => {
  let renamed = source
  // From the end to the beginning, so that the places of the others stay.
  for (const end of [...endsOfReceivers(tree)].sort((a, b) => b - a)) {
    call.lastIndex = end
    const [found] = call.exec(renamed) ?? []
    if (found === undefined) throw new Error(`"matches" is not after its receiver in ${JSON.stringify(source)}`)
    const to = end + found.length
    renamed = `${renamed.slice(0, to - 'matches'.length)}${name}${renamed.slice(to)}`
  }
  return renamed
}

/** After the receiver, which may be in brackets, and with comments between. */
const call = /(?:[\s)]|\/\/[^\n]*\n)*\.(?:\s|\/\/[^\n]*\n)*matches/y

const endsOfReceivers = (node: unknown): readonly number[] => {
  if (Array.isArray(node)) return node.flatMap(endsOfReceivers)
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return []
  const { op, args } = node
  const below = endsOfReceivers(args)
  if (op !== 'rcall' || !Array.isArray(args) || args[0] !== 'matches') return below
  const receiver: unknown = args[1]
  const end: unknown = typeof receiver === 'object' && receiver !== null ? Reflect.get(receiver, 'end') : undefined
  return typeof end === 'number' ? [...below, end] : below
}
