import { recordAt, textAt, withEach, withField } from '../../json/fields.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, createdColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { requiredText } from './fieldRules.ts'

/** What may be used, of what, and by whom first. */

const usedOf = (quota: ApiObject, isLimit: boolean): string => {
  const { hard, used } = { hard: recordAt(quota, 'status', 'hard'), used: recordAt(quota, 'status', 'used') }
  return Object.keys(hard)
    .toSorted()
    .filter(name => name.startsWith('limits.') === isLimit)
    .map(name => `${name}: ${asText(used[name] ?? '0')}/${asText(hard[name])}`)
    .join(', ')
}

export const resourceQuotaType: ResourceType = documented('v1', 'ResourceQuota', {
  allocate: (quota, old) => (old === undefined ? { ...quota, status: {} } : quota),
  columns: [
    nameColumn,
    textColumn('Request', 'Used, of how much.', of => usedOf(of, false)),
    textColumn('Limit', 'Limits, of how much.', of => usedOf(of, true)),
    ageColumn,
  ],
})

/** Of a container, the limit is the most it may have, and it asks for as much. */
const prepareLimits = (range: ApiObject): ApiObject =>
  withField(
    range,
    'spec',
    withEach(recordAt(range, 'spec'), 'limits', item => {
      if (item.type !== 'Container') return item
      const limit = { ...recordAt(item, 'max'), ...recordAt(item, 'default') }
      const request = { ...recordAt(item, 'min'), ...limit, ...recordAt(item, 'defaultRequest') }
      return {
        ...item,
        ...(Object.keys(limit).length > 0 && { default: limit }),
        ...(Object.keys(request).length > 0 && { defaultRequest: request }),
      }
    }),
  )

export const limitRangeType: ResourceType = documented('v1', 'LimitRange', {
  prepare: prepareLimits,
  columns: [nameColumn, createdColumn],
})

export const priorityClassType: ResourceType = documented('scheduling.k8s.io/v1', 'PriorityClass', {
  // Counted once: what it says of pods never changes.
  generation: 'spec',
  columns: [
    nameColumn,
    { ...textColumn('Value', 'Higher comes first.', () => ''), type: 'integer', value: of => of.value },
    {
      ...textColumn('Global-Default', 'Whether it is that of pods that name none.', () => ''),
      type: 'boolean',
      value: of => of.globalDefault === true,
    },
    ageColumn,
    textColumn('PreemptionPolicy', 'Whether others have to go.', of => textAt(of, 'preemptionPolicy') || '<unset>'),
  ],
})

export const runtimeClassType: ResourceType = documented('node.k8s.io/v1', 'RuntimeClass', {
  validate: of => requiredText(of, 'handler', ''),
  columns: [nameColumn, textColumn('Handler', 'What runs it.', of => textAt(of, 'handler')), ageColumn],
})
