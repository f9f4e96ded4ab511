import * as t from 'io-ts'
import { type CustomObject, type Resource, resource } from '../lib/object.ts'
import { described, type Rule, ruled } from '../lib/schema/annotated.ts'
import { IMAGE_LENGTH, repository, tag } from './image.ts'
import { commonFields, MyApp, replicas } from './myapp.ts'

/** MyApp as it was asked for before v1: `size` for the replicas, and the image in parts, which leave no room for a digest. */

const ImageParts = t.readonly(t.intersection([t.type({ repository }), t.partial({ tag })]), 'a repository and a tag')
export type ImageParts = t.TypeOf<typeof ImageParts>

/** What is longer v1 could not say. */
const lengthRule: Rule<ImageParts> = {
  rule: `size(self.repository) + (has(self.tag) ? size(self.tag) + 1 : 0) <= ${IMAGE_LENGTH}`,
  message: `repository and tag must together be at most ${IMAGE_LENGTH} characters`,
  holds: parts => joined(parts).length <= IMAGE_LENGTH,
}

export const joined = (parts: ImageParts): string =>
  parts.tag === undefined ? parts.repository : `${parts.repository}:${parts.tag}`

/** An image without its digest. A colon before a slash is that of a port. */
export const split = (image: string): ImageParts => {
  const [named = ''] = image.split('@')
  const colon = named.lastIndexOf(':')
  return colon > named.lastIndexOf('/')
    ? { repository: named.slice(0, colon), tag: named.slice(colon + 1) }
    : { repository: named }
}

export const imageParts = ruled(described(ImageParts, 'The container image.'), lengthRule)

export const MyAppSpecV1beta1 = described(
  t.readonly(t.intersection([t.type({ image: imageParts, size: replicas }), commonFields]), 'the spec of a MyApp'),
  'What should run.',
)
export type MyAppSpecV1beta1 = t.TypeOf<typeof MyAppSpecV1beta1>

export type MyAppObjectV1beta1 = CustomObject<MyAppSpecV1beta1>

export const MyAppV1beta1: Resource<MyAppObjectV1beta1> = resource(
  MyApp.group,
  'v1beta1',
  MyApp.kind,
  MyApp.plural,
  MyAppSpecV1beta1,
)
