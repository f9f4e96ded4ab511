import type { Environment } from '@marcbachmann/cel-js'
import { linearPattern, matchesIn } from '../../../text/linearPattern.ts'
import { registerAddresses } from './celAddresses.ts'
import { registerQuantities } from './celQuantities.ts'
import { registerUrls } from './celUrls.ts'
import { registerMatches } from './linearMatches.ts'

/** The functions that the API server adds to CEL. */
export const registerKubernetes = (environment: Environment): Environment => {
  registerQuantities(environment)
  registerUrls(environment)
  registerAddresses(environment)
  registerMatches(environment)
  return environment
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => matchesIn(linearPattern(pattern), text)[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      matchesIn(linearPattern(pattern), text),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction('string.charAt(int): string', (text: string, at: bigint) => text.charAt(Number(at)))
    .registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''))
    .registerFunction('list.isSorted(): bool', (list: readonly Ordered[]) =>
      list.every((item, index) => index === 0 || !(item < (list[index - 1] ?? item))),
    )
    .registerFunction('list.sum(): dyn', (list: readonly Summand[]) => sum(list))
    .registerFunction('list.min(): dyn', (list: readonly Ordered[]) => extreme(list, (a, b) => a < b))
    .registerFunction('list.max(): dyn', (list: readonly Ordered[]) => extreme(list, (a, b) => a > b))
    .registerFunction('list.indexOf(dyn): int', (list: readonly unknown[], item: unknown) => BigInt(list.indexOf(item)))
    .registerFunction('list.lastIndexOf(dyn): int', (list: readonly unknown[], item: unknown) =>
      BigInt(list.lastIndexOf(item)),
    )
}

type Ordered = bigint | number | string
type Summand = bigint | number

const sum = (list: readonly Summand[]): Summand => {
  if (list.every(item => typeof item === 'bigint')) return list.reduce<bigint>((total, item) => total + item, 0n)
  return list.reduce<number>((total, item) => total + Number(item), 0)
}

const extreme = (list: readonly Ordered[], before: (a: Ordered, b: Ordered) => boolean): Ordered => {
  const [first, ...rest] = list
  if (first === undefined) throw new Error('min and max of an empty list are undefined')
  return rest.reduce((best, item) => (before(item, best) ? item : best), first)
}
