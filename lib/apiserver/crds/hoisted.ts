import { equal } from '../../json/equal.ts'
import { recordsAt, textAt } from '../../json/fields.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** The fields that a version may have for itself, and their names where all versions share them. */
const shared = [
  ['schema', 'validation'],
  ['subresources', 'subresources'],
  ['additionalPrinterColumns', 'additionalPrinterColumns'],
  ['selectableFields', 'selectableFields'],
] as const

/**
 * The spec of a CRD as the server looks at it: what all versions say alike is said once, above them.
 * So with one version an error of its schema is found at `spec.validation`, not at `spec.versions[0].schema`.
 */
export const hoisted = (spec: ApiObject): ApiObject => {
  let versions = recordsAt(spec, 'versions')
  const [first] = versions
  if (first === undefined) return spec
  const above: { [field: string]: unknown } = { version: textAt(first, 'name') }
  for (const [field, called] of shared) {
    if (!versions.every(version => equal(version[field] ?? undefined, first[field] ?? undefined))) continue
    if (first[field] !== undefined && first[field] !== null) above[called] = first[field]
    versions = versions.map(version => {
      const { [field]: _said, ...rest } = version
      return rest
    })
  }
  return { ...spec, ...above, versions }
}
