/** A strict reader of Prometheus' text format: a refusal or warning of `promtool check metrics` is an error here. */

export interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** The name of the family, or that name with `_bucket`, `_sum` or `_count` after it. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Families by name. Throws an Error that names the line and what is wrong with it. */
export const readExposition = (text: string): ReadonlyMap<string, Family> => {
  if (!text.endsWith('\n')) throw new Error('the last line is not ended')
  const families = new Map<string, { name: string; type: Family['type']; help: string; samples: Sample[] }>()
  const seen = new Set<string>()
  let help: { readonly name: string; readonly text: string } | undefined
  let current: { name: string; type: Family['type']; help: string; samples: Sample[] } | undefined
  for (const line of text.split('\n')) {
    const refuse = (why: string): never => {
      throw new Error(`${why}: ${line}`)
    }
    if (line === '') continue
    if (line.startsWith('#')) {
      const [, word, name = '', rest = ''] =
        /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line) ?? refuse('no comment')
      if (word === 'HELP') help = { name, text: rest }
      else {
        if (help?.name !== name) refuse('a type without its help before it')
        if (families.has(name)) refuse('a second family of this name')
        if (rest !== 'counter' && rest !== 'gauge' && rest !== 'histogram') return refuse('an unknown type')
        current = { name, type: rest, help: help?.text ?? '', samples: [] }
        families.set(name, current)
      }
      continue
    }
    const [, name = '', labelText = '', valueText = ''] =
      /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? refuse('no sample')
    const family = current ?? refuse('a sample without a family')
    const suffix = name.startsWith(family.name) ? name.slice(family.name.length) : refuse('a sample of another family')
    const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    if (!suffixes.includes(suffix)) refuse('a sample of another family')
    const labels = readLabels(labelText) ?? refuse('labels that cannot be read')
    if ((suffix === '_bucket') !== 'le' in labels) refuse('le belongs to buckets')
    const value = /^[+-]?(Inf|NaN|\d)/.test(valueText) ? Number(valueText.replace('Inf', 'Infinity')) : Number.NaN
    if (Number.isNaN(value) && valueText !== 'NaN') refuse('no number')
    if (family.type !== 'gauge' && !(value >= 0)) refuse('less than nothing')
    const id = `${name} ${JSON.stringify(Object.entries(labels).sort())}`
    if (seen.has(id)) refuse('the same series twice')
    seen.add(id)
    family.samples.push({ name, labels, value })
  }
  for (const family of families.values()) checkFamily(family)
  return families
}

const readLabels = (text: string): Readonly<Record<string, string>> | undefined => {
  const labels: Record<string, string> = {}
  let rest = text
  while (rest !== '') {
    const [whole, name, value] = /^([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=.)|$)/.exec(rest) ?? []
    if (whole === undefined || name === undefined || value === undefined || name in labels) return undefined
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
    rest = rest.slice(whole.length)
  }
  return labels
}

const otherUnits = /_(milliseconds|ms|microseconds|minutes|hours|days|kilobytes|megabytes|mb|percent|sec|secs)(_|$)/

const checkFamily = ({ name, type, help, samples }: Family): void => {
  const refuse = (why: string): never => {
    throw new Error(`${name}: ${why}`)
  }
  if (help.trim() === '') refuse('no help')
  if ((type === 'counter') !== name.endsWith('_total')) refuse('counters, and only they, end in _total')
  if (name !== name.toLowerCase()) refuse('names are in snake_case')
  if (otherUnits.test(name)) refuse('no base unit')
  if (/_(counter|gauge|histogram)(_|$)/.test(name)) refuse('a type in the name')
  if (type !== 'histogram') {
    if (/_(bucket|sum|count)$/.test(name)) refuse('a suffix of histograms')
    return
  }
  const series = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) =>
    JSON.stringify(Object.entries(labels).sort()),
  )
  for (const [labels, of] of series) {
    const buckets = of.filter(sample => sample.name.endsWith('_bucket'))
    const bounds = buckets.map(({ labels: { le = '' } }) => Number(le.replace('+Inf', 'Infinity')))
    if (bounds.some((bound, at) => !(bound > (bounds[at - 1] ?? Number.NEGATIVE_INFINITY))))
      refuse(`buckets of ${labels} are not in order`)
    if (buckets.some(({ value }, at) => value < (buckets[at - 1]?.value ?? 0)))
      refuse(`buckets of ${labels} are not cumulative`)
    const count = of.find(sample => sample.name === `${name}_count`)?.value
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY || buckets.at(-1)?.value !== count)
      refuse(`the last bucket of ${labels} does not hold all`)
    if (!of.some(sample => sample.name === `${name}_sum`)) refuse(`no sum of ${labels}`)
  }
}
