/** String formats that the API server checks; others, as there, mean nothing. */
export const formats: { readonly [format: string]: (value: string) => boolean } = {
  'date-time': value => dateTime.test(value) && !Number.isNaN(Date.parse(value)),
  date: value => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  uuid: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  uuid3: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  uuid4: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(value),
  uuid5: value => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(value),
  ipv4: value => octets.test(value),
  ipv6: isIpv6,
  cidr: value => {
    const [address = '', bits = '', ...rest] = value.split('/')
    if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false
    return octets.test(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128
  },
  mac: value => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value),
  byte: value => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  email: value => /^[^\s@]+@[^\s@]+$/.test(value),
  hostname: value =>
    value.length <= 255 && value.split('.').every(part => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(part)),
  uri: value => /^[a-z][a-z0-9+.-]*:\S*$/i.test(value) || /^\/\S*$/.test(value),
  duration: value => /^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h|d|w))+$/.test(value) || value === '0',
}

const dateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/
const octets = /^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)$/

function isIpv6(value: string): boolean {
  const halves = value.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const width = octets.test(last) ? groups.length + 1 : groups.length
  const hex = (octets.test(last) ? groups.slice(0, -1) : groups).every(group => /^[0-9a-f]{1,4}$/i.test(group))
  return hex && (halves.length === 2 ? width < 8 : width === 8)
}

/** The whole numbers that a numeric format can hold. */
export const numberRanges: { readonly [format: string]: readonly [least: number, most: number] } = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
}
