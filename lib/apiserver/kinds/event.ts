import { numberAt, recordAt, textAt } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import { ageOf } from '../objects/duration.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { builtin, countedColumn, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { validateCoreEvent, validateEvent } from './eventRules.ts'

const { text, int32, object, always, timeOrNull } = shapes

const microTime: Schema = { ...timeOrNull('When it was first observed.'), format: 'micro-time' }

const objectReference = shapes.atomic(
  object('An object.', {
    kind: text('Its kind.'),
    namespace: text('Its namespace.'),
    name: text('Its name.'),
    uid: text('Its UID.'),
    apiVersion: text('Its API version.'),
    resourceVersion: text('The version that is meant.'),
    fieldPath: text('The part that is meant.'),
  }),
)

const seenColumn = (first: boolean) =>
  textColumn(
    first ? 'First Seen' : 'Last Seen',
    first ? 'How long ago it happened first.' : 'How long ago it happened last.',
    (event, nowMs) => {
      const series = recordAt(event, 'series').lastObservedTime
      const last = series ?? event.lastTimestamp ?? event.deprecatedLastTimestamp
      const start = event.firstTimestamp ?? event.deprecatedFirstTimestamp
      return ageOf((first ? start : last) ?? event.eventTime ?? recordAt(event, 'metadata').creationTimestamp, nowMs)
    },
    first,
  )

const about = (event: ApiObject): string => {
  const { kind, name } =
    event.involvedObject === undefined ? recordAt(event, 'regarding') : recordAt(event, 'involvedObject')
  return `${String(kind ?? '').toLowerCase()}/${String(name ?? '')}`
}

/** The component and its node, or the reporting controller and its instance. */
const sourceOf = (event: ApiObject): string => {
  const source = recordAt(event, 'source')
  const named = [textAt(source, 'component'), textAt(source, 'host')]
  const reported = [
    textAt(event, 'reportingComponent') || textAt(event, 'reportingController'),
    textAt(event, 'reportingInstance'),
  ]
  return (named[0] === '' ? reported : named).filter(part => part !== '').join(', ')
}

const eventColumns = [
  seenColumn(false),
  textColumn('Type', 'Normal or Warning.', event => textAt(event, 'type')),
  textColumn('Reason', 'A word for machines.', event => textAt(event, 'reason')),
  textColumn('Object', 'What it is about.', about),
  textColumn(
    'Subobject',
    'Which part it is about.',
    event => textAt(recordAt(event, 'involvedObject'), 'fieldPath'),
    true,
  ),
  textColumn('Source', 'Who says it.', sourceOf, true),
  textColumn('Message', 'Words for people.', event => (textAt(event, 'message') || textAt(event, 'note')).trim()),
  seenColumn(true),
  {
    ...countedColumn(
      'Count',
      'How often it happened.',
      event => numberAt(event, 'count') || numberAt(recordAt(event, 'series'), 'count') || 1,
    ),
    priority: 1,
  },
  { ...nameColumn, priority: 1 },
]

const source = object('Who says it.', { component: text('The component.'), host: text('The node.') })
const series = object('A series of the same event.', {
  count: int32('How often.'),
  lastObservedTime: text('When last.', { format: 'micro-time' }),
})

export const coreEventType: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  createsOnUpdate: true,
  shortNames: ['ev'],
  namespaced: true,
  schema: wholeObject('Something that happened to an object.', {
    involvedObject: always(objectReference),
    reason: text('A word for machines.'),
    message: text('Words for people.'),
    source: always(source),
    firstTimestamp: timeOrNull('When it happened first.'),
    lastTimestamp: timeOrNull('When it happened last.'),
    count: int32('How often it happened.'),
    type: text('Normal or Warning.'),
    eventTime: microTime,
    series,
    action: text('What was done or failed.'),
    related: objectReference,
    reportingComponent: text('Which controller says it.', { default: '' }),
    reportingInstance: text('Which instance of it.', { default: '' }),
  }),
  columns: eventColumns,
  blank: {
    involvedObject: {},
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: '',
  },
  validate: validateCoreEvent,
})

export const eventType: ResourceType = builtin({
  group: 'events.k8s.io',
  stored: { group: '', version: 'v1' },
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  createsOnUpdate: true,
  shortNames: ['ev'],
  namespaced: true,
  schema: wholeObject('Something that happened to an object.', {
    eventTime: microTime,
    series,
    reportingController: text('Which controller says it.'),
    reportingInstance: text('Which instance of it.'),
    action: text('What was done or failed.'),
    reason: text('A word for machines.'),
    regarding: always(objectReference),
    related: objectReference,
    note: text('Words for people.'),
    type: text('Normal or Warning.'),
    deprecatedSource: always(source),
    deprecatedFirstTimestamp: timeOrNull('When it happened first.'),
    deprecatedLastTimestamp: timeOrNull('When it happened last.'),
    deprecatedCount: int32('How often it happened.'),
  }),
  columns: eventColumns,
  blank: {
    regarding: {},
    deprecatedSource: {},
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null,
    eventTime: null,
  },
  validate: validateEvent,
})
