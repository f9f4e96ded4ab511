import { isRecord } from '../json/fields.ts'
import type { KubeObject, Manifest } from '../kube/object.ts'
import { base64Of, textOfBase64 } from '../text/base64.ts'
import { messageOf } from '../text/messageOf.ts'
import type { Controller } from './controller.ts'

/**
 * Keeps the data of Secrets out of messages. Messages become conditions, logs,
 * Events and traces, which more people may read than the Secret.
 */

export const isSecret = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean =>
  apiVersion === 'v1' && kind === 'Secret'

/** Whether a controller sees Secrets, so that an error thrown in it may quote one (a parser does). */
export const seesSecrets = <O extends KubeObject>({
  watches,
  owns,
  related,
}: Pick<Controller<O>, 'watches' | 'owns' | 'related'>): boolean =>
  [watches, ...[...owns, ...related].map(({ resource }) => resource)].some(
    ({ group, kind }) => group === '' && kind === 'Secret',
  )

/** The message of an error. For a controller that sees Secrets only its name: `TypeError, of which no more is told…`. */
export const describeThrown = <O extends KubeObject>(
  error: unknown,
  controller: Pick<Controller<O>, 'watches' | 'owns' | 'related'>,
): string => {
  if (!seesSecrets(controller)) return messageOf(error)
  const name = error instanceof Error ? error.constructor.name : typeof error
  return `${name}, of which no more is told, as this controller sees Secrets: refuse in words of its own instead`
}

/** A message about the write of a Secret without the values that it was to hold, in clear, in base64 or quoted. */
export const withoutValues = (message: string, secret: Manifest): string => {
  const values = [...valuesOf(secret.data), ...valuesOf(secret.stringData)]
  const forms = values.flatMap(value => [value, decoded(value), base64Of(value)].filter(form => form !== undefined))
  const all = new Set(forms.flatMap(form => [form, JSON.stringify(form).slice(1, -1)]))
  return [...all]
    .filter(form => form !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((text, form) => (form.length < short ? replaceWord(text, form) : text.replaceAll(form, hidden)), message)
}

const hidden = 'REDACTED'

/** A value this short is hidden only where it stands alone: otherwise nothing of the message would be left. */
const short = 4
const replaceWord = (text: string, word: string): string =>
  text.replaceAll(new RegExp(`(?<![\\w])${word.replaceAll(/[^\w\s]/g, '\\$&')}(?![\\w])`, 'g'), hidden)

const valuesOf = (data: unknown): readonly string[] =>
  isRecord(data) ? Object.values(data).map(value => (typeof value === 'string' ? value : JSON.stringify(value))) : []

const decoded = (value: string): string | undefined => {
  try {
    return textOfBase64(value)
  } catch {
    return undefined
  }
}
