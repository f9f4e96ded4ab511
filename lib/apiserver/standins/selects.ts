import type { Labels, SelectorShape } from './shapes.ts'

/** Whether a workload's selector covers these labels. An empty selector covers nothing here. */
export const workloadSelects = (selector: SelectorShape, labels: Labels = {}): boolean => {
  const wanted = Object.entries(selector.matchLabels ?? {})
  const expressions = selector.matchExpressions ?? []
  if (wanted.length + expressions.length === 0) return false
  return (
    wanted.every(([name, value]) => labels[name] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key]
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value)
        case 'NotIn':
          return value === undefined || !values.includes(value)
        case 'Exists':
          return value !== undefined
        case 'DoesNotExist':
          return value === undefined
        default:
          return false
      }
    })
  )
}
