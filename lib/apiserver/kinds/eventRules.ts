import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { qualifiedName } from '../../kube/names.ts'
import { asText } from '../../text/asText.ts'
import { coreEvent } from '../objects/eventForms.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** The rules for an Event. Errors name the fields of core/v1, whichever group is asked. */

export const validateCoreEvent = (event: ApiObject): readonly FieldError[] => ofAny(event, 'reportingComponent')

export const validateEvent = (sent: ApiObject, stored: ApiObject | undefined): readonly FieldError[] => {
  const event = coreEvent(sent)
  const old = stored === undefined ? undefined : coreEvent(stored)
  const changed = ofAny(event, 'reportingController')
  if (old !== undefined) {
    return [
      ...changed,
      ...(equal(event.series, old.series) ? [] : ofSeries(event)),
      ...immutable
        .filter(field => !equal(event[field], old[field]))
        .map(field =>
          fieldError.invalid(
            field === 'reportingComponent' ? 'reportingController' : field,
            event[field] ?? null,
            'field is immutable',
          ),
        ),
    ]
  }
  const { type = '' } = event
  const source = recordAt(event, 'source')
  const unset = (field: string) => fieldError.invalid(field, '', 'needs to be unset')
  return [
    ...changed,
    ...ofSeries(event),
    ...((event.eventTime ?? null) === null ? [fieldError.required('eventTime')] : []),
    ...(type === 'Normal' || type === 'Warning'
      ? []
      : [fieldError.invalid('type', '', `has invalid value: ${asText(type)}`)]),
    ...['firstTimestamp', 'lastTimestamp'].filter(field => (event[field] ?? null) !== null).map(unset),
    ...(numberAt(event, 'count') === 0 ? [] : [unset('count')]),
    ...(textAt(source, 'component') === '' && textAt(source, 'host') === '' ? [] : [unset('source')]),
  ]
}

const immutable = [
  ...['involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'type'],
  ...['eventTime', 'action', 'related', 'reportingComponent', 'reportingInstance'],
]

const ofSeries = (event: ApiObject): readonly FieldError[] => {
  if (event.series === undefined) return []
  const series = recordAt(event, 'series')
  return [
    ...(numberAt(series, 'count') < 2 ? [fieldError.invalid('series.count', '', 'should be at least 2')] : []),
    ...((series.lastObservedTime ?? null) === null ? [fieldError.required('series.lastObservedTime')] : []),
  ]
}

/** An Event without eventTime is one of the old days, of which less is asked. */
const ofAny = (event: ApiObject, controllerField: string): readonly FieldError[] => {
  const namespace = textAt(recordAt(event, 'metadata'), 'namespace')
  const about = textAt(recordAt(event, 'involvedObject'), 'namespace')
  const elsewhere = fieldError.invalid('involvedObject.namespace', about, 'does not match event.namespace')
  if ((event.eventTime ?? null) === null) {
    return (about === '' && namespace === 'default') || about === namespace ? [] : [elsewhere]
  }
  const controller = textAt(event, 'reportingComponent')
  return [
    ...(about === '' && namespace !== 'default' && namespace !== 'kube-system' ? [elsewhere] : []),
    ...(controller === '' ? [fieldError.required(controllerField)] : []),
    ...qualifiedName(controller).map(wrong => fieldError.invalid(controllerField, controller, wrong)),
    ...lengths.flatMap(({ field, most, required }) => {
      const { length } = textAt(event, field)
      if (length === 0) return required ? [fieldError.required(field)] : []
      return length > most ? [fieldError.invalid(field, '', `can have at most ${most} characters`)] : []
    }),
  ]
}

const lengths = [
  { field: 'reportingInstance', most: 128, required: true },
  { field: 'action', most: 128, required: true },
  { field: 'reason', most: 128, required: true },
  { field: 'message', most: 1024, required: false },
]
