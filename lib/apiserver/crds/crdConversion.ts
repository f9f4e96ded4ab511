import { type Either, isRight, left } from 'fp-ts/lib/Either.js'
import { isRecord, recordAt, textAt } from '../../json/fields.ts'
import { unnamed } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import { convert } from '../../versions/convert.ts'
import type { Versions } from '../../versions/index.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ConvertObject } from '../objects/resourceType.ts'
import { refuse } from '../wire/refusal.ts'

/**
 * The conversion of a CRD that names a webhook for it. The model calls no webhook, so it converts by what is known of
 * the kind. Where nothing is known, the webhook counts as away. `undefined`: only the apiVersion differs.
 */
export const conversionOf = (crd: ApiObject, known: readonly Versions[]): ConvertObject | undefined => {
  const { conversion, ...spec } = recordAt(crd, 'spec')
  if (!isRecord(conversion) || conversion.strategy !== 'Webhook') return undefined
  const [group, plural] = [textAt(spec, 'group'), textAt(recordAt(spec, 'names'), 'plural')]
  const versions = known.find(({ hub }) => hub.group === group && hub.plural === plural)
  return (object, apiVersion) => {
    if (object.apiVersion === apiVersion) return object
    const asked: Either<string, ApiObject> =
      versions === undefined ? left(away(conversion)) : convert(versions, object, apiVersion)
    return isRight(asked)
      ? withOwnMeta(object, asked.right)
      : refuse(
          unnamed(
            `conversion webhook for ${asText(object.apiVersion)}, Kind=${asText(object.kind)} failed: ${asked.left}`,
          ),
        )
  }
}

/** A conversion has no say in metadata but labels and annotations. */
const withOwnMeta = (object: ApiObject, converted: ApiObject): ApiObject => {
  const { labels, annotations } = metaOf(converted)
  return withMeta({ ...converted, metadata: object.metadata }, { labels, annotations })
}

const away = (conversion: ApiObject): string => {
  const client = recordAt(recordAt(conversion, 'webhook'), 'clientConfig')
  const service = recordAt(client, 'service')
  const name = textAt(service, 'name')
  if (name === '') return `Post "${textAt(client, 'url')}?timeout=30s": dial tcp: connect: connection refused`
  const { port = 443, path = '/' } = service
  const url = `https://${name}.${textAt(service, 'namespace')}.svc:${asText(port)}${asText(path)}`
  return `Post "${url}?timeout=30s": service "${name}" not found`
}
