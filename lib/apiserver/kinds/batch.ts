import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, recordsAt, textAt, withField } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import { ageOf, humanDuration } from '../objects/duration.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, countColumn, nameColumn, printedSelector, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { validateEndingTemplate } from './endingTemplate.ts'
import { atLeast, oneOf } from './fieldRules.ts'
import { labelledAsTemplate, prepareTemplate, wideColumns } from './workload.ts'

/** Jobs and CronJobs: pods that end by themselves. */

const prepareJob = (job: ApiObject): ApiObject => {
  const prepared = labelledAsTemplate(prepareTemplate(job))
  const spec = recordAt(prepared, 'spec')
  const { backoffLimitPerIndex, completions, parallelism } = spec
  return withField(prepared, 'spec', {
    ...spec,
    backoffLimit: spec.backoffLimit ?? (backoffLimitPerIndex === undefined ? 6 : 2_147_483_647),
    parallelism: parallelism ?? 1,
    podReplacementPolicy:
      spec.podReplacementPolicy ?? (spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'),
    ...(completions === undefined && parallelism === undefined && { completions: 1 }),
  })
}

const controllerUid = 'batch.kubernetes.io/controller-uid'
const jobName = 'batch.kubernetes.io/job-name'

/** Unless it is chosen by hand, a Job selects the pods that carry its uid. */
const allocateJob = (job: ApiObject, old: ApiObject | undefined): ApiObject => {
  const spec = recordAt(job, 'spec')
  if (old !== undefined || spec.manualSelector === true) return job
  const { uid, name } = recordAt(job, 'metadata')
  const template = recordAt(spec, 'template')
  const metadata = recordAt(template, 'metadata')
  const given = recordAt(metadata, 'labels')
  const labels = {
    ...given,
    ...{ [controllerUid]: uid, [jobName]: name, 'controller-uid': uid, 'job-name': name },
  }
  const selector = recordAt(spec, 'selector')
  const own = recordAt(job, 'metadata')
  // Labels that a Job has from its template are one map with it, in the real server.
  const labelled = own.labels === given ? withField(job, 'metadata', { ...own, labels }) : job
  return withField(labelled, 'spec', {
    ...spec,
    selector: { ...selector, matchLabels: { ...recordAt(selector, 'matchLabels'), [controllerUid]: uid } },
    template: { ...template, metadata: { ...metadata, labels } },
  })
}

const ofJobSpec = (spec: ApiObject, path: string): readonly FieldError[] => [
  ...[
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'backoffLimitPerIndex',
    'ttlSecondsAfterFinished',
  ].flatMap(field => atLeast(spec, field, path, 0)),
  ...oneOf(spec, 'completionMode', path, ['Indexed', 'NonIndexed']),
  ...(spec.completionMode === 'Indexed' && spec.completions === undefined
    ? [fieldError.required(`${path}.completions`, 'when completion mode is Indexed')]
    : []),
  ...validateEndingTemplate(recordAt(spec, 'template'), `${path}.template`),
]

const unchangeable = ['selector', 'template', 'completionMode', 'backoffLimitPerIndex', 'podFailurePolicy', 'managedBy']

const validateJob = (job: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(job, 'spec')
  const before = old && recordAt(old, 'spec')
  return [
    ...ofJobSpec(spec, 'spec'),
    ...(before === undefined
      ? []
      : ['completions', ...unchangeable]
          .filter(field => !equal(spec[field], before[field]))
          .map(field => fieldError.invalid(`spec.${field}`, spec[field] ?? null, 'field is immutable'))),
  ]
}

const isTrue = (job: ApiObject, type: string): boolean =>
  recordsAt(recordAt(job, 'status'), 'conditions').some(each => each.type === type && each.status === 'True')

const statusOf = (job: ApiObject): string => {
  if (isTrue(job, 'Complete')) return 'Complete'
  if (isTrue(job, 'Failed')) return 'Failed'
  if (textAt(recordAt(job, 'metadata'), 'deletionTimestamp') !== '') return 'Terminating'
  if (isTrue(job, 'Suspended')) return 'Suspended'
  if (isTrue(job, 'FailureTarget')) return 'FailureTarget'
  return isTrue(job, 'SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running'
}

const completionsOf = (job: ApiObject): string => {
  const { completions } = recordAt(job, 'spec')
  const done = numberAt(recordAt(job, 'status'), 'succeeded')
  if (completions !== undefined) return `${done}/${completions}`
  const at = numberAt(recordAt(job, 'spec'), 'parallelism')
  return at > 1 ? `${done}/1 of ${at}` : `${done}/1`
}

const durationOf = (job: ApiObject, nowMs: number): string => {
  const { startTime, completionTime } = recordAt(job, 'status')
  if (typeof startTime !== 'string') return ''
  return typeof completionTime === 'string'
    ? humanDuration(Date.parse(completionTime) - Date.parse(startTime))
    : ageOf(startTime, nowMs)
}

const jobRules: Partial<ResourceType> = {
  generation: 'spec',
  prepare: prepareJob,
  allocate: allocateJob,
  validate: validateJob,
  columns: [
    nameColumn,
    textColumn('Status', 'How far it is.', statusOf),
    textColumn('Completions', 'Pods that ended well, of how many.', completionsOf),
    textColumn('Duration', 'How long it took, or has taken.', durationOf),
    ageColumn,
    ...wideColumns,
  ],
}

export const jobType: ResourceType = documented('batch/v1', 'Job', jobRules, [
  'batch/v1.JobSpec.parallelism',
  'batch/v1.JobSpec.podReplacementPolicy',
])

const templateOf = (cronJob: ApiObject): ApiObject => recordAt(cronJob, 'spec', 'jobTemplate')

const prepareCronJob = (cronJob: ApiObject): ApiObject => {
  const template = templateOf(cronJob)
  return recordAt(template, 'spec', 'template').spec === undefined
    ? cronJob
    : withField(cronJob, 'spec', { ...recordAt(cronJob, 'spec'), jobTemplate: prepareTemplate(template) })
}

const validateCronJob = (cronJob: ApiObject): readonly FieldError[] => {
  const spec = recordAt(cronJob, 'spec')
  const name = textAt(recordAt(cronJob, 'metadata'), 'name')
  return [
    ...ofSchedule(textAt(spec, 'schedule')),
    ...atLeast(spec, 'startingDeadlineSeconds', 'spec', 0),
    ...oneOf(spec, 'concurrencyPolicy', 'spec', ['Allow', 'Forbid', 'Replace']),
    ...['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].flatMap(field => atLeast(spec, field, 'spec', 0)),
    ...ofJobSpec(recordAt(spec, 'jobTemplate', 'spec'), 'spec.jobTemplate.spec'),
    ...(name.length > 52 ? [fieldError.invalid('metadata.name', name, 'must be no more than 52 characters')] : []),
  ]
}

/** Five fields of numbers, ranges, lists and steps, or a word like `@daily`. */
const ofSchedule = (schedule: string): readonly FieldError[] => {
  if (schedule === '') return [fieldError.required('spec.schedule')]
  if (schedule.startsWith('@')) return []
  const fields = schedule.trim().split(/ +/)
  return fields.length === 5
    ? []
    : [
        fieldError.invalid(
          'spec.schedule',
          schedule,
          `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`,
        ),
      ]
}

const ofTemplate =
  ({ name, value }: (typeof wideColumns)[number]) =>
  (cronJob: ApiObject, nowMs: number): unknown =>
    name === 'Selector'
      ? printedSelector(recordAt(templateOf(cronJob), 'spec', 'selector'))
      : typeof value === 'function'
        ? value(templateOf(cronJob), nowMs)
        : ''

export const cronJobType: ResourceType = documented('batch/v1', 'CronJob', {
  generation: 'spec',
  prepare: prepareCronJob,
  validate: validateCronJob,
  columns: [
    nameColumn,
    textColumn('Schedule', 'When it runs.', of => textAt(recordAt(of, 'spec'), 'schedule')),
    textColumn('Timezone', 'Whose clock is meant.', of => textAt(recordAt(of, 'spec'), 'timeZone') || '<none>'),
    {
      ...textColumn('Suspend', 'Whether it waits.', () => ''),
      type: 'boolean',
      value: of => (recordAt(of, 'spec').suspend === true ? 'True' : 'False'),
    },
    countColumn('Active', 'Jobs that run.', of => recordsAt(recordAt(of, 'status'), 'active').length),
    textColumn('Last Schedule', 'How long ago it ran.', (of, nowMs) => {
      const { lastScheduleTime } = recordAt(of, 'status')
      return lastScheduleTime === undefined ? '<none>' : ageOf(lastScheduleTime, nowMs)
    }),
    ageColumn,
    ...wideColumns.map(column => ({ ...column, value: ofTemplate(column) })),
  ],
})
