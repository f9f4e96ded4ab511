import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { createAuthority } from '../../../../streams/drivers/apiserver/certificates.ts'

const nowMs = Date.UTC(2026, 0, 1)

test('a server certificate is signed by the authority and names the loopback addresses and the given host', async () => {
  const authority = await createAuthority(nowMs)
  const ca = new X509Certificate(authority.ca)
  const server = new X509Certificate((await authority.server(['cluster.test', '127.0.0.1'])).certificate)
  assert.equal(ca.ca, true)
  assert.equal(server.ca, false)
  assert.equal(server.checkIssued(ca), true)
  assert.equal(server.verify(ca.publicKey), true)
  for (const host of ['localhost', 'cluster.test']) assert.equal(server.checkHost(host), host)
  for (const address of ['127.0.0.1', '::1']) assert.equal(server.checkIP(address), address)
  assert.equal(server.checkHost('elsewhere.test'), undefined)
})

test('certificates hold from an hour before they are made and for ten years', async () => {
  const { ca } = await createAuthority(nowMs)
  const { validFrom, validTo } = new X509Certificate(ca)
  assert.equal(Date.parse(validFrom), nowMs - 3_600_000)
  assert.equal(Date.parse(validTo), nowMs + 3650 * 86_400_000)
})

test('a client certificate names its user and all groups, whose commas and equal signs separate nothing', async () => {
  const authority = await createAuthority(nowMs)
  const { certificate, key } = await authority.client('jane, the dev', ['a=b', 'system:masters'])
  const { subject, keyUsage } = new X509Certificate(certificate)
  assert.deepEqual(subject.split('\n'), ['O=a=b', 'O=system:masters', 'CN=jane\\, the dev'])
  assert.deepEqual(keyUsage, ['1.3.6.1.5.5.7.3.2'])
  assert.match(key, /^-----BEGIN PRIVATE KEY-----\n/)
})

test('an authority knows its own certificates from those of another', async () => {
  const [one, other] = [await createAuthority(nowMs), await createAuthority(nowMs)]
  const { certificate } = await other.server()
  assert.equal(new X509Certificate(certificate).verify(new X509Certificate(one.ca).publicKey), false)
})
