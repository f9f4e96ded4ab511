import { isRight } from 'fp-ts/lib/Either.js'
import { myAppVersions } from '../../crd/versions.ts'
import { convert } from '../../lib/versions/convert.ts'

/** MyApps in both versions, for tests. */

export type Fields = { readonly [field: string]: unknown }

export const [v1, v1beta1] = ['example.com/v1', 'example.com/v1beta1']
export const fromV1 = 'example.com/converted-from-v1'
export const fromV1beta1 = 'example.com/converted-from-v1beta1'

/** The object in that version. */
export const to = (apiVersion: string, object: Fields): Fields => {
  const converted = convert(myAppVersions, object, apiVersion)
  if (isRight(converted)) return converted.right
  throw new Error(converted.left)
}

export const myApp = (apiVersion: string, spec: unknown, annotations?: Fields): Fields => ({
  apiVersion,
  kind: 'MyApp',
  metadata: { name: 'web', namespace: 'demo', uid: 'u', ...(annotations !== undefined && { annotations }) },
  spec,
})
