import type { ApiObject } from './resourceType.ts'

/** Names that a field of core/v1 Events has in events.k8s.io/v1. All other fields are called the same in both. */
const renamed: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
]
const toEvents: ReadonlyMap<string, string> = new Map(renamed)
const toCore: ReadonlyMap<string, string> = new Map(renamed.map(([core, events]) => [events, core]))

export const eventsVersion = 'events.k8s.io/v1'

/** An Event of events.k8s.io/v1 as core/v1 has it, which is how Events are stored; any other object as it is. */
export const coreEvent = (object: ApiObject): ApiObject =>
  object.apiVersion === eventsVersion ? { ...rename(object, toCore), apiVersion: 'v1' } : object

/** A stored Event as events.k8s.io/v1 shows it. */
export const newEvent = (object: ApiObject): ApiObject =>
  object.apiVersion === eventsVersion ? object : { ...rename(told(object), toEvents), apiVersion: eventsVersion }

/** The core group has the reporting fields even where they are empty. */
const told = ({ reportingComponent, reportingInstance, ...rest }: ApiObject): ApiObject => ({
  ...rest,
  ...((reportingComponent ?? '') !== '' && { reportingComponent }),
  ...((reportingInstance ?? '') !== '' && { reportingInstance }),
})

const rename = (object: ApiObject, names: ReadonlyMap<string, string>): ApiObject =>
  Object.fromEntries(Object.entries(object).map(([field, value]) => [names.get(field) ?? field, value]))

/** The stored path behind a field selector's on events.k8s.io/v1: `regarding.name` reads `involvedObject.name`. */
export const coreEventPath = (path: string): string => {
  const [first = '', ...rest] = path.split('.')
  return [toCore.get(first) ?? first, ...rest].join('.')
}
