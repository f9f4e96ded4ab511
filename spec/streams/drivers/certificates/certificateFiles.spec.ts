import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { createAuthority, type Identity } from '../../../../streams/drivers/apiserver/certificates.ts'
import type { CertificateEvent } from '../../../../streams/drivers/certificates/certificateEvent.ts'
import { certificateFiles } from '../../../../streams/drivers/certificates/certificateFiles.ts'
import { logCertificates } from '../../../../streams/drivers/observability/logCertificates.ts'
import type { ServerCertificate } from '../../../../streams/drivers/serving/serverCertificate.ts'
import { virtualClock } from '../../../../streams/simulate/virtualClock.ts'
import { eventually } from '../../../cluster/eventually.ts'

const authority = await createAuthority(Date.UTC(2026, 0, 1))
const [one, two, three] = [await authority.server(), await authority.server(), await authority.server()]
const root = await mkdtemp(join(tmpdir(), 'sluice-certificates-'))
after(() => rm(root, { recursive: true }))

const newFolder = () => mkdtemp(join(root, 'folder-'))

const write = async (folder: string, { certificate, key }: Identity): Promise<void> => {
  await writeFile(join(folder, 'tls.crt'), certificate)
  await writeFile(join(folder, 'tls.key'), key)
}

/** As kubelet mounts a Secret: files are links into `..data`, which is a link that is exchanged at once. */
const mount = async (folder: string, version: string, identity: Identity): Promise<void> => {
  await mkdir(join(folder, version))
  await write(join(folder, version), identity)
  await symlink(version, join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), join(folder, '..data'))
}

interface Following {
  readonly served: readonly ServerCertificate[]
  readonly events: readonly CertificateEvent[]
  readonly notAfter: () => number | undefined
  readonly stop: () => void
}

const follow = async (folder: string, options: Parameters<typeof certificateFiles>[1] = {}): Promise<Following> => {
  const events: CertificateEvent[] = []
  const opened = await certificateFiles(folder, { ...options, observe: event => events.push(event) })
  if (isLeft(opened)) throw new Error(opened.left)
  const served: ServerCertificate[] = []
  const following = opened.right.certificate$.subscribe(certificate => served.push(certificate))
  return { served, events, notAfter: opened.right.notAfter, stop: () => following.unsubscribe() }
}

test('the pair is there on subscription, and the next one as soon as kubelet has exchanged its link', async () => {
  const folder = await newFolder()
  await mount(folder, '..1', one)
  for (const file of ['tls.crt', 'tls.key']) await symlink(join('..data', file), join(folder, file))
  // No look but those that the folder gives cause for.
  const { served, events, notAfter, stop } = await follow(folder, { pollMs: 3_600_000 })
  assert.deepEqual(served, [{ cert: one.certificate, key: one.key, ...rest(one) }])
  assert.equal(notAfter(), new X509Certificate(one.certificate).validToDate.getTime())
  await mount(folder, '..2', two)
  await eventually('the second one is served', () => served.length === 2)
  assert.equal(served[1]?.cert, two.certificate)
  assert.equal(events.filter(event => event._tag === 'Unreadable').length, 0)
  stop()
})

const rest = ({ certificate }: Identity) => {
  const { fingerprint256: fingerprint, validToDate } = new X509Certificate(certificate)
  return { fingerprint, notAfterMs: validToDate.getTime() }
}

test('where nothing tells of a change, the folder is looked at every 10 s', async () => {
  const folder = await newFolder()
  await write(folder, one)
  const scheduler = virtualClock()
  // The folder's own news wait for ever.
  const { served, events, stop } = await follow(folder, { scheduler, quietMs: 1e12 })
  const reads = () => events.filter(({ _tag }) => _tag === 'Read' || _tag === 'Unreadable').length
  scheduler.advance(9_999)
  await write(folder, two)
  scheduler.advance(1)
  await eventually('a look', () => reads() === 2)
  assert.equal(served[1]?.cert, two.certificate)
  scheduler.advance(10_000)
  await eventually('another look', () => reads() === 3)
  assert.equal(served.length, 2)
  stop()
  assert.ok(!scheduler.step(100_000), 'no timer is left')
})

test('a half-written pair brings one warning, and the one before stays until the other half is there', async () => {
  const folder = await newFolder()
  await write(folder, one)
  const { served, events, stop } = await follow(folder, { pollMs: 20, quietMs: 1 })
  await writeFile(join(folder, 'tls.crt'), two.certificate)
  const unreadable = () => events.flatMap(event => (event._tag === 'Unreadable' ? [event] : []))
  await eventually('three looks in vain', () => unreadable().length >= 3)
  await writeFile(join(folder, 'tls.key'), two.key)
  await eventually('the pair is served', () => served.length === 2)
  stop()
  const lines: string[] = []
  const log = logCertificates((level, message) => lines.push(`${level} ${message}`))
  for (const event of events) log(event)
  assert.deepEqual(lines, [
    'info serving a certificate that is valid until 2035-12-30T00:00:00.000Z',
    `warn tls.key is not the key of tls.crt, in ${folder}: the one before stays`,
    'info serving a certificate that is valid until 2035-12-30T00:00:00.000Z',
  ])
})

test('later faults are each reported once, and then the next good pair is taken', async () => {
  const folder = await newFolder()
  await write(folder, one)
  const { served, events, stop } = await follow(folder, { pollMs: 10, quietMs: 1 })
  const says = (text: string) =>
    eventually(text, () => events.some(event => event._tag === 'Unreadable' && event.problem.includes(text)))
  await writeFile(join(folder, 'tls.crt'), 'no certificate')
  await says(`tls.crt is not a certificate in PEM form, in ${folder}`)
  await write(folder, { certificate: one.certificate, key: `${one.certificate}` })
  await says('tls.key is not a private key in PEM form')
  await write(folder, { certificate: `${one.certificate}-----BEGIN CERTIFICATE-----\nAAAA\n`, key: one.key })
  await says('tls.crt cannot be served')
  await rm(join(folder, 'tls.key'))
  await says(`there is no ${join(folder, 'tls.key')}`)
  assert.equal(served.length, 1)
  await write(folder, three)
  await eventually('the pair is served', () => served.length === 2)
  stop()
  for (const secret of [one.key, three.key]) assert.ok(!JSON.stringify(events).includes(secret.split('\n')[1] ?? ''))
})

test('two servers share the looks, and a late one begins with the present pair', async () => {
  const folder = await newFolder()
  await write(folder, one)
  const scheduler = virtualClock()
  const opened = await certificateFiles(folder, { scheduler, quietMs: 1e12 })
  assert.ok(!isLeft(opened))
  const seen: string[] = []
  const first = opened.right.certificate$.subscribe(({ cert }) => seen.push(`first ${cert === two.certificate}`))
  await write(folder, two)
  scheduler.advance(10_000)
  await eventually('the new pair', () => seen.includes('first true'))
  const second = opened.right.certificate$.subscribe(({ cert }) => seen.push(`second ${cert === two.certificate}`))
  assert.deepEqual(seen, ['first false', 'first true', 'second true'])
  assert.ok(scheduler.pending() <= 2, 'one interval, and at most one wait for the folder to be quiet')
  first.unsubscribe()
  second.unsubscribe()
})

test('at the start, one line says what is missing', async () => {
  const folder = await newFolder()
  const says = async (line: string) => {
    const opened = await certificateFiles(folder)
    assert.deepEqual(opened, {
      _tag: 'Left',
      left: `${line}: create it, or name another folder by --webhook-cert-dir`,
    })
  }
  await says(`there is no ${join(folder, 'tls.crt')}`)
  await write(folder, { certificate: one.certificate, key: two.key })
  await says(`tls.key is not the key of tls.crt, in ${folder}`)
  if (process.getuid?.() === 0) return
  await chmod(join(folder, 'tls.key'), 0)
  await says(`${join(folder, 'tls.key')} may not be read by this user`)
})
