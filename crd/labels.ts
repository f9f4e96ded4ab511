import type { MyAppObject } from './myapp.ts'

/**
 * The labels of all that belongs to a MyApp, and the selector of its pods:
 * unique within a namespace, and never changed, for a Deployment's selector
 * cannot change.
 */
export const myAppLabels = (app: MyAppObject): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/instance': app.metadata.name,
  'app.kubernetes.io/name': 'myapp',
})

/** The same as text: `a=b,c=d`. */
export const selectorOf = (app: MyAppObject): string =>
  Object.entries(myAppLabels(app))
    .map(([label, value]) => `${label}=${value}`)
    .join(',')
