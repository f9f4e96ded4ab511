import { appsMessages } from './messages/apps.ts'
import { coreMessages } from './messages/core.ts'
import { metaMessages } from './messages/meta.ts'
import { rbacMessages } from './messages/rbac.ts'
import { reviewsMessages } from './messages/reviews.ts'
import { volumesMessages } from './messages/volumes.ts'

/**
 * The protobuf messages of the kinds that kubectl writes by typed clients, as text, one message a line:
 *
 *     Name: number jsonName type, …
 *
 * Types: another message, `int`, `bool`, `double`, `bytes`; none is a string. `[]` is a list, `{}` a map with
 * string keys, `*` a field whose zero value was set on purpose, and the name `...` puts a message's fields in
 * place of itself. Facts from the tags in k8s.io/api and k8s.io/apimachinery 0.35.
 */
export interface ProtobufField {
  readonly name: string
  readonly type: string
  readonly shape: 'one' | 'list' | 'map'
  /** Zero values are kept. */
  readonly explicit: boolean
}

export type Message = ReadonlyMap<number, ProtobufField>

const texts = [metaMessages, coreMessages, volumesMessages, appsMessages, rbacMessages, reviewsMessages].join('\n')

let parsed: ReadonlyMap<string, Message> | undefined

/** The fields of a message by their numbers; `undefined` for a message that is not known. */
export const protobufFieldsOf = (message: string): Message | undefined => {
  parsed ??= new Map(
    texts.split('\n').flatMap(line => {
      const colon = line.indexOf(':')
      return colon < 0 ? [] : [[line.slice(0, colon), messageIn(line.slice(colon + 1))] as const]
    }),
  )
  return parsed.get(message)
}

const messageIn = (text: string): Message =>
  new Map(
    text.split(',').map(field => {
      const [number, name = '', type = ''] = field.trim().split(' ')
      const shape = type.startsWith('[]') ? 'list' : type.startsWith('{}') ? 'map' : 'one'
      const bare = type.replace(/^(\[\]|\{\}|\*)/, '')
      return [Number(number), { name, type: bare === '' ? 'string' : bare, shape, explicit: type.startsWith('*') }]
    }),
  )
