/** JSON that nobody would send who means well, from a seed: the same seed gives the same values. */
export interface Hostile {
  /** Any JSON value. */
  readonly json: () => unknown
  /** A value like this one, somewhere made worse. */
  readonly mutated: (value: unknown) => unknown
  /** Text like this one, somewhere made worse. */
  readonly garbled: (text: string) => string
  readonly pick: <T>(from: readonly T[]) => T
}

export const hostile = (random: () => number): Hostile => {
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(from: readonly T[]): T => {
    const [found] = from.slice(below(from.length)).map(value => ({ value }))
    if (found === undefined) throw new Error('nothing to pick from')
    return found.value
  }
  const text = (): string =>
    pick([
      () => pick(words),
      () => pick(words).repeat(below(300)),
      () => String.fromCharCode(...Array.from({ length: below(12) }, () => below(0x10000))),
      () => `${'1'.repeat(below(5_000))}${pick(['', 'x', 'Ei', 'e9'])}`,
      () => ' \n\t'.repeat(below(500)),
    ])()
  const number = (): number => pick([0, -0, -1, 1e308, -1e308, 2 ** 53, 1e-320, 0.1, 2 ** 31, below(100)])
  const scalar = (): unknown => pick([text, text, number, () => null, () => true, () => false])()
  const field = (): string => pick([() => pick(fields), () => pick(fields), text])()
  const record = (levels: number): unknown =>
    Object.fromEntries(Array.from({ length: below(5) }, () => [field(), json(levels - 1)]))
  const json = (levels = 4): unknown =>
    levels <= 0
      ? scalar()
      : pick([
          scalar,
          () => record(levels),
          () => Array.from({ length: below(4) }, () => json(levels - 1)),
          () => nested(pick([5, 60, 499, 501, 3_000])),
          () => Array.from({ length: below(2_000) }, () => pick([0, '', null, {}])),
        ])()
  const nested = (levels: number): unknown =>
    Array.from({ length: levels }).reduce<unknown>(value => (random() < 0.5 ? [value] : { [pick(fields)]: value }), 1)
  const mutated = (value: unknown, levels = 8): unknown => {
    if (levels === 0 || random() < 0.12) return json(2)
    if (Array.isArray(value)) {
      if (value.length === 0) return [json(2)]
      const at = below(value.length)
      return pick([
        () => value.map((item, index) => (index === at ? mutated(item, levels - 1) : item)),
        () => [...value, value[at]],
        () => value.filter((_, index) => index !== at),
      ])()
    }
    if (typeof value !== 'object' || value === null) return json(2)
    const entries = Object.entries(value)
    if (entries.length === 0) return { [field()]: json(2) }
    const at = below(entries.length)
    return pick([
      () => Object.fromEntries(entries.map(([name, of], index) => [name, index === at ? mutated(of, levels - 1) : of])),
      () => Object.fromEntries(entries.map(([name, of], index) => [name, index === at ? mutated(of, levels - 1) : of])),
      () => Object.fromEntries([...entries, [field(), json(2)]]),
      () => Object.fromEntries(entries.filter((_, index) => index !== at)),
      () => Object.fromEntries(entries.map(([name, of], index) => [index === at ? field() : name, of])),
    ])()
  }
  const garbled = (given: string): string => {
    const at = below(given.length + 1)
    const to = at + below(20)
    return pick([
      () => given.slice(0, at),
      () => `${given.slice(0, at)}${text()}${given.slice(at)}`,
      () => `${given.slice(0, at)}${given.slice(to)}`,
      () => `${given.slice(0, to)}${given.slice(at)}`,
    ])()
  }
  return { json: () => json(), mutated: value => mutated(value), garbled, pick }
}

const fields = [
  ...[
    'metadata',
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'labels',
    'annotations',
    'finalizers',
    'managedFields',
  ],
  ...['ownerReferences', 'deletionTimestamp', 'generation', 'spec', 'status', 'conditions', 'type', 'object', 'kind'],
  ...['apiVersion', 'items', 'fieldsV1', 'f:spec', 'k:{"name":"a"}', 'v:1', '.', '', '__proto__', 'constructor'],
  ...[
    'toString',
    'image',
    'replicas',
    'env',
    'config',
    'resources',
    'limits',
    'cpu',
    'request',
    'response',
    'a/b',
    'a.b',
  ],
]

const words = [
  ...[
    '',
    'web',
    'demo',
    'v1',
    'apps/v1',
    'example.com/v1',
    'MyApp',
    'Deployment',
    'ConfigMap',
    'sluice/myapp',
    'Apply',
  ],
  ...[
    '9007199254740993',
    '1Gi',
    '500m',
    '1e3',
    '-1',
    '0x10',
    'NaN',
    '2026-01-01T00:00:00Z',
    'not a time',
    '\u0000',
    '\ud800',
  ],
  ...[
    '{',
    '}',
    '[',
    '"',
    '\\',
    '../..',
    '%2e%2e',
    '$(reboot)',
    '{{',
    '\u001b[31m',
    '\r\nforged: yes',
    'ﬀ',
    '🙂',
    '__proto__',
  ],
  ...['{"f:metadata":{"f:labels":{"f:a":{}}}}', '[{"op":"add","path":"/a","value":1}]', 'a'.repeat(300)],
]
