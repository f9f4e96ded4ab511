import type { Sequence } from '../sequence.ts'
import { post } from '../steps.ts'
import { installedWithSpec, thing, things } from './things.ts'

/** Each format alone, so that one that differs hides no other. */
const formatSequences = (): readonly Sequence[] => {
  const values: { readonly [format: string]: readonly string[] } = {
    'date-time': [
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.123+02:00',
      '2026-01-01',
      '2026-13-01T00:00:00Z',
      '2026-01-01T25:00:00Z',
      '',
    ],
    date: ['2026-01-01', '2026-02-30', '01-01-2026', '2026-1-1'],
    duration: ['1h', '1h30m', '-5s', '5', '1 day', '2 weeks', '1.5h', '0', 'h'],
    uuid: [
      'b38d8b6e-3c8f-4b0c-9d3e-1f2a3b4c5d6e',
      'B38D8B6E3C8F4B0C9D3E1F2A3B4C5D6E',
      'x',
      'b38d8b6e-3c8f-4b0c-9d3e-1f2a3b4c5d6',
    ],
    ipv4: ['1.2.3.4', '1.2.3.256', '1.2.3', '::1', '01.2.3.4'],
    ipv6: ['::1', '2001:db8::', '1.2.3.4', '::ffff:1.2.3.4', ':::'],
    cidr: ['10.0.0.0/8', '10.0.0.1/33', '10.0.0.0', '2001:db8::/32', '10.0.0.0/08'],
    mac: ['00:11:22:33:44:55', '00-11-22-33-44-55', '0011.2233.4455', '00:11:22:33:44', '00:11:22:33:44:55:66:77'],
    byte: ['aGVsbG8=', 'aGVsbG8', 'not base64!', '', '_-8='],
    email: ['a@b.c', 'a b@c', 'Ann <a@b.c>', '@b.c', 'a@'],
    hostname: ['example.com', 'a_b', '-a', 'a.', '1.2', 'EXAMPLE', 'a..b'],
    uri: ['http://example.com/a?b', '/a', 'a b', 'x', 'mailto:a@b.c', 'http://[::1'],
    password: ['anything'],
    hexcolor: ['#fff', '#ffffff', 'fff', 'red'],
    rgbcolor: ['rgb(1,2,3)', 'rgb(1,2,300)', 'red'],
    creditcard: ['4111111111111111', '4111111111111112', 'x'],
    isbn: ['9783161484100', '3-16-148410-0', 'x'],
    isbn10: ['3161484100', '9783161484100'],
    ssn: ['111-11-1111', '111111111', 'x'],
    bsonobjectid: ['507f1f77bcf86cd799439011', 'x'],
    'k8s-short-name': ['abc', 'A', 'a.b', 'a'.repeat(64)],
    'k8s-long-name': ['a.b', 'A', '-a'],
    'my-own': ['anything'],
  }
  const groups = [
    ['date-time', 'date', 'duration'],
    ['uuid', 'ipv4', 'ipv6', 'cidr', 'mac'],
    ['byte', 'email', 'hostname', 'uri'],
    ['password', 'hexcolor', 'rgbcolor', 'creditcard', 'isbn', 'isbn10'],
    ['ssn', 'bsonobjectid', 'k8s-short-name', 'k8s-long-name', 'my-own'],
  ]
  return groups.map(formats => ({
    name: `texts have formats: ${formats.join(', ')}`,
    steps: [
      ...installedWithSpec(Object.fromEntries(formats.map(format => [format, { type: 'string', format }]))),
      ...formats.flatMap(format =>
        (values[format] ?? []).map((value, at) =>
          post(`${things}?dryRun=All`, thing(`${format.replaceAll('-', '')}-${at}`, { spec: { [format]: value } })),
        ),
      ),
    ],
  }))
}

export const validationOfFormats = formatSequences()
