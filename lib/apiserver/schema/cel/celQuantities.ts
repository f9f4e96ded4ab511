import type { Environment } from '@marcbachmann/cel-js'
import { quantityOf } from '../../../kube/quantity.ts'

/** A Kubernetes quantity as CEL knows it. */
class Quantity {
  readonly amount: number
  constructor(amount: number) {
    this.amount = amount
  }
}

const parsed = (text: string): Quantity => {
  const amount = quantityOf(text)
  if (amount === undefined) throw new Error('quantities must match the regular expression of quantities')
  return new Quantity(amount)
}

export const registerQuantities = (environment: Environment): void => {
  environment
    .registerType('kubernetes.Quantity', Quantity)
    .registerFunction('isQuantity(string): bool', (text: string) => quantityOf(text) !== undefined)
    .registerFunction('quantity(string): kubernetes.Quantity', parsed)
    .registerFunction(
      'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.amount < b.amount,
    )
    .registerFunction(
      'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.amount > b.amount,
    )
    .registerFunction('kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: Quantity, b: Quantity) =>
      BigInt(Math.sign(a.amount - b.amount)),
    )
    .registerFunction(
      'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => new Quantity(a.amount + b.amount),
    )
    .registerFunction(
      'kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => new Quantity(a.amount - b.amount),
    )
    .registerFunction('kubernetes.Quantity.sign(): int', ({ amount }: Quantity) => BigInt(Math.sign(amount)))
    .registerFunction('kubernetes.Quantity.isInteger(): bool', ({ amount }: Quantity) => Number.isInteger(amount))
    .registerFunction('kubernetes.Quantity.asInteger(): int', ({ amount }: Quantity) => BigInt(amount))
    .registerFunction('kubernetes.Quantity.asApproximateFloat(): double', ({ amount }: Quantity) => amount)
}
