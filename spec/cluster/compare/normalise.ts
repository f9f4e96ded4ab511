import { isRecord } from '../../../lib/json/fields.ts'
import type { RawAnswer } from './send.ts'
import { symbols } from './symbols.ts'

/** An answer in which everything that may differ from server to server is a symbol. */
export interface NormalAnswer {
  readonly code: number
  readonly contentType: string
  readonly retryAfter: string
  readonly warnings: readonly unknown[]
  readonly body: unknown
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g
const instant = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g
/** Whether the address is in 10.96.0.0/12. */
const serviceAddress = /\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g
const nearMs = 3_600_000

/**
 * Namespace, uids, resourceVersions, generated names, cluster IPs and node
 * ports become symbols in the order of their appearance, so that equal values
 * stay equal and different ones different; times around now become `<time>`.
 * `prefixes` are those that names were generated from.
 */
export const normalise = (
  answers: readonly RawAnswer[],
  namespace: string,
  prefixes: readonly string[] = [],
): readonly NormalAnswer[] => {
  const nowMs = Date.now()
  const uids = symbols('uid')
  const versions = symbols('version')
  const addresses = symbols('ip')
  const ports = symbols('port')
  const names = symbols('name')
  const generated = generatedNames(prefixes)

  const text = (value: string): string => {
    const result = value.replaceAll(namespace, '<ns>')
    return (generated === undefined ? result : result.replace(generated, found => names.of(found)))
      .replace(/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<suffix>')
      .replace(uuid, found => uids.of(found))
      .replace(instant, (found, fraction: string | undefined) =>
        Math.abs(Date.parse(found) - nowMs) > nearMs ? found : fraction === undefined ? '<time>' : '<micro time>',
      )
  }
  const message = (value: string): string => text(value).replace(/\b\d+\b/g, found => versions.known(found) ?? found)

  const field = (name: string, value: unknown, parent: Record): unknown => {
    if (value === '' || value === '0') return value
    if (typeof value === 'string') {
      if (name === 'resourceVersion') return isOfAll(parent) ? '<revision>' : versions.of(value)
      if (name === 'continue') return '<continue>'
      if (name === 'clusterIP' && /^[\d.]+$/.test(value)) return addresses.of(value)
      if (name === 'message') return message(value)
    }
    if (name === 'clusterIPs' && Array.isArray(value)) return value.map(one => field('clusterIP', one, parent))
    if (name === 'cells' && Array.isArray(value)) {
      return value.map(cell =>
        typeof cell !== 'string'
          ? walk(cell)
          : isAge(cell)
            ? '<age>'
            : text(cell)
                .replace(serviceAddress, found => addresses.of(found))
                .replace(/(?<=:)3\d{4}(?=\/)/g, found => ports.of(found)),
      )
    }
    if (/^(nodePort|healthCheckNodePort)$/.test(name) && typeof value === 'number') return ports.of(String(value))
    if (name === 'managedFields' && Array.isArray(value)) return sortedBy(value.map(walk), managerKey)
    if (name === 'causes' && Array.isArray(value)) return once(sortedBy(value.map(walk), causeKey), causeKey)
    return walk(value)
  }
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(walk)
    if (!isRecord(value)) return value
    // Sorted, so that both answers get the same symbols.
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map(name => [text(name), field(name, value[name], value)]),
    )
  }
  return answers.map(answer => ({
    ...answer,
    warnings: answer.warnings.map(message),
    body: walk(answer.body),
  }))
}

type Record = { readonly [field: string]: unknown }

/** Metadata of a list, or of a bookmark: its resourceVersion is that of the whole server. */
const isOfAll = (meta: Record): boolean => meta.name === undefined

const isAge = (cell: string): boolean => /^(\d+[smhd])+$/.test(cell)

const sortedBy = (list: readonly unknown[], key: (item: unknown) => string): readonly unknown[] =>
  list.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))

/** Sorts entries of managedFields, because the server sorts them by time in whole seconds, which is chance. */
const managerKey = (entry: unknown): string =>
  isRecord(entry) ? [entry.operation, entry.manager, entry.apiVersion, entry.subresource].join() : ''

const causeKey = (cause: unknown): string => (isRecord(cause) ? [cause.field, cause.reason, cause.message].join() : '')

/** Removes repeated causes: the real server validates metadata up to four times and reports each. */
const once = (list: readonly unknown[], key: (item: unknown) => string): readonly unknown[] =>
  list.filter((item, at) => list.findIndex(other => key(other) === key(item)) === at)

/** Names with the five letters that a server adds to a prefix. */
const generatedNames = (prefixes: readonly string[]): RegExp | undefined =>
  prefixes.length === 0
    ? undefined
    : new RegExp(
        `(${prefixes.map(prefix => prefix.replace(/\W/g, '\\$&')).join('|')})[bcdfghjklmnpqrstvwxz2456789]{5}\\b`,
        'g',
      )
