import * as t from 'io-ts'
import { type CodecRule, described, ruled } from '../lib/crdSchema/annotated.ts'
import { type CustomObject, type Resource, resource } from '../lib/kube/object.ts'
import { IMAGE_LENGTH, image, repository, tag } from './image.ts'
import { commonFields, MyApp, replicas } from './myapp.ts'

/** MyApp as it was asked for before v1: `size` for the replicas, and the image in parts, which leave no room for a digest. */

const ImageParts = t.readonly(t.intersection([t.type({ repository }), t.partial({ tag })]), 'a repository and a tag')

/** Longest image: a longer one would be refused by v1. */
const lengthRule: CodecRule<AnyParts> = {
  rule: `size(self.repository) + (has(self.tag) ? size(self.tag) + 1 : 0) <= ${IMAGE_LENGTH}`,
  message: `repository and tag must together be at most ${IMAGE_LENGTH} characters`,
  holds: parts => joined(parts).length <= IMAGE_LENGTH,
}

/** An image in parts, of which each may be missing and none need be right. */
export const AnyParts = t.readonly(t.partial({ repository: t.string, tag: t.string }))
export type AnyParts = t.TypeOf<typeof AnyParts>

export const joined = ({ repository = '', tag: named }: AnyParts): string =>
  named === undefined ? repository : `${repository}:${named}`

/** An image without its digest; text that is not an image is taken apart without loss. A colon before a slash is that of a port. */
export const split = (text: string): AnyParts => {
  const named = image.is(text) ? (text.split('@')[0] ?? '') : text
  const colon = named.lastIndexOf(':')
  const end = colon > named.lastIndexOf('/') ? colon : named.length
  return {
    ...(end > 0 && { repository: named.slice(0, end) }),
    ...(end < named.length && { tag: named.slice(end + 1) }),
  }
}

const imageParts = ruled(described(ImageParts, 'The container image.'), lengthRule)

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
