import { isRecord, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { dns1035Label } from '../../kube/names.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject } from '../objects/resourceType.ts'

const strategies = ['None', 'Webhook']
const known = ['v1', 'v1beta1']

/** The faults of the declared conversion. Paths are those of the server's own form, without `webhook` between. */
export const conversionErrors = (conversion: unknown, path: string): readonly FieldError[] => {
  if (!isRecord(conversion)) return []
  const strategy = textAt(conversion, 'strategy')
  const webhook = isRecord(conversion.webhook) ? conversion.webhook : {}
  const client = isRecord(webhook.clientConfig) ? webhook.clientConfig : undefined
  const reviewVersions = textsAt(webhook, 'conversionReviewVersions')
  const errors: FieldError[] = []
  if (strategy === '') errors.push(fieldError.required(`${path}.strategy`))
  else if (!strategies.includes(strategy))
    errors.push(fieldError.notSupported(`${path}.strategy`, strategy, strategies))
  if (strategy === 'Webhook') {
    return [
      ...errors,
      ...clientErrors(client, `${path}.webhookClientConfig`),
      ...reviewVersionErrors(reviewVersions, `${path}.conversionReviewVersions`),
    ]
  }
  const why = 'should not be set when strategy is not set to Webhook'
  if (client !== undefined) errors.push(fieldError.forbidden(`${path}.webhookClientConfig`, why))
  if (reviewVersions.length > 0) errors.push(fieldError.forbidden(`${path}.conversionReviewVersions`, why))
  return errors
}

const clientErrors = (client: ApiObject | undefined, path: string): readonly FieldError[] => {
  if (client === undefined) return [fieldError.required(path, 'required when strategy is set to Webhook')]
  const { url, service } = client
  if ((url === undefined) === (service === undefined)) {
    return [fieldError.required(path, 'exactly one of url or service is required')]
  }
  if (isRecord(service)) {
    return ['name', 'namespace']
      .filter(field => textAt(service, field) === '')
      .map(field => fieldError.required(`${path}.service.${field}`, `service ${field} is required`))
  }
  return urlErrors(asText(url), `${path}.url`)
}

const urlErrors = (url: string, path: string): readonly FieldError[] => {
  if (!URL.canParse(url)) return [fieldError.required(path, 'url must be a valid URL: cannot be parsed')]
  const { protocol, host, username, hash, search } = new URL(url)
  const form = '; desired format: https://host[/path]'
  const errors: FieldError[] = []
  if (protocol !== 'https:') {
    errors.push(fieldError.invalid(path, protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`))
  }
  if (host === '') errors.push(fieldError.invalid(path, host, `host must be specified${form}`))
  if (username !== '') errors.push(fieldError.invalid(path, username, 'user information is not permitted in the URL'))
  if (hash !== '') errors.push(fieldError.invalid(path, hash.slice(1), 'fragments are not permitted in the URL'))
  if (search !== '') {
    errors.push(fieldError.invalid(path, search.slice(1), 'query parameters are not permitted in the URL'))
  }
  return errors
}

const reviewVersionErrors = (versions: readonly string[], path: string): readonly FieldError[] => {
  if (versions.length === 0) return [fieldError.required(path)]
  const errors: FieldError[] = []
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) < index) {
      errors.push(fieldError.invalid(`${path}[${index}]`, version, 'duplicate version'))
      continue
    }
    const wrong = dns1035Label(version)
    if (wrong !== undefined) errors.push(fieldError.invalid(`${path}[${index}]`, version, wrong))
  }
  return versions.some(version => known.includes(version))
    ? errors
    : [...errors, fieldError.invalid(path, versions, `must include at least one of ${known.join(', ')}`)]
}
