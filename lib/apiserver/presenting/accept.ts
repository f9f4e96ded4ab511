import { notAcceptable } from '../../kube/status.ts'
import { refuse } from '../wire/refusal.ts'
import type { Form } from './representation.ts'

/** How an answer is to be sent. */
export interface Accepted {
  readonly form: Form
  /** Whether the metadata of an object or of a list was asked for. */
  readonly of?: 'object' | 'list'
  readonly media: Media
}

export type Media = 'application/json' | 'application/yaml'

interface Clause {
  readonly media: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

const kinds = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const streams = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch']

/** The first form in a client's `Accept` header that is served. Refuses with 406 where none is. */
export const acceptedOf = (accept: string | undefined, custom: boolean): Accepted => {
  const clauses = clausesOf(accept)
  // Routes of built-in kinds look at the names of the forms before anything else.
  if (!custom && !clauses.some(({ media }) => media === '*/*' || kinds.includes(media))) {
    const all = [...kinds, ...streams].join(', ')
    return refuse(notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${all}`, {}))
  }
  for (const clause of clauses) {
    const found = ofClause(clause)
    if (found !== undefined) return found
  }
  // Objects of built-in kinds are sent as JSON also to who wants nothing but protobuf.
  if (!custom && clauses.some(({ media }) => media === kinds[2])) return { form: 'Object', media: 'application/json' }
  return refuse(notAcceptable(`only the following media types are accepted: ${kinds.join(', ')}`))
}

/** The form of an answer that says no: whatever can be made of the header. */
export const mediaOf = (accept: string | undefined): Media =>
  clausesOf(accept)
    .map(ofClause)
    .find(found => found !== undefined)?.media ?? 'application/json'

/** The most wanted first; none at all means any. */
const clausesOf = (accept = ''): readonly Clause[] => {
  const clauses = (accept.trim() === '' ? '*/*' : accept).split(',').map(text => {
    const [media = '', ...rest] = text.split(';').map(part => part.trim())
    const parameters = new Map(rest.map(part => [part.split('=')[0] ?? '', part.split('=')[1] ?? ''] as const))
    const quality = Number(parameters.get('q') ?? 1)
    return { media, parameters, quality: Number.isNaN(quality) ? 1 : quality }
  })
  return clauses.toSorted((a, b) => b.quality - a.quality || wildness(a) - wildness(b))
}

const wildness = ({ media }: Clause): number => media.split('*').length

const ofClause = ({ media, parameters }: Clause): Accepted | undefined => {
  const found = medias.find(one => media === one || media === '*/*' || media === 'application/*')
  const form = formOf(parameters)
  return found === undefined || form === undefined ? undefined : { ...form, media: found }
}

const medias: readonly Media[] = ['application/json', 'application/yaml']

const formOf = (parameters: ReadonlyMap<string, string>): Omit<Accepted, 'media'> | undefined => {
  const [as, group, version] = ['as', 'g', 'v'].map(name => parameters.get(name))
  if (as === undefined) return { form: 'Object' }
  if (group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined
  switch (as) {
    case 'Table':
      return { form: 'Table' }
    case 'PartialObjectMetadata':
      return { form: 'Metadata', of: 'object' }
    case 'PartialObjectMetadataList':
      return { form: 'Metadata', of: 'list' }
    default:
      return undefined
  }
}
