import { billionths, canonicalQuantity } from '../../lib/kube/canonicalQuantity.ts'
import { sameQuantity } from '../../lib/kube/quantity.ts'
import { validateResources } from '../../lib/kube/resourceRules.ts'
import { type FieldError, fieldError } from '../../lib/reviews/admission.ts'
import type { MyAppSpec } from '../myapp.ts'

type Resources = NonNullable<MyAppSpec['resources']>

/** The rules for resources that the API server counts. */
const most = 2n ** 63n - 1n

/** Amounts that are none, and then what the API server would say of the container. */
export const errorsOfResources = (resources: Resources): readonly FieldError[] => {
  const faulty = Object.entries(resources).flatMap(([purpose, amounts = {}]) =>
    Object.entries(amounts).flatMap(([name, amount]) => {
      const fault = faultOfAmount(amount)
      return fault === undefined ? [] : [fieldError.invalid(`spec.resources.${purpose}[${name}]`, amount, fault)]
    }),
  )
  return faulty.length > 0 ? faulty : validateResources(resources, 'spec.resources')
}

/** Other amounts are refused, or kept as another amount, which looks like drift ever after. */
const faultOfAmount = (amount: string | number): string | undefined => {
  const nanos = billionths(amount)
  if (nanos === undefined) return 'must be a quantity such as 500m, 1Gi, 2 or 2e3'
  if (nanos > most * 1_000_000_000n) return `must be at most ${most}`
  return sameQuantity(amount, canonicalQuantity(amount)) ? undefined : 'must be in whole billionths'
}
