import { type Identity, issueAuthority, issueCertificate } from '../certificates/issue.ts'

export type { Identity } from '../certificates/issue.ts'

/** Certificates are valid from an hour before they are made (clocks differ) and for ten years. */
const validBeforeMs = 3_600_000
const validForMs = 10 * 365 * 86_400_000

export interface Authority {
  /** The authority's own certificate, PEM. */
  readonly ca: string
  /** For a server that is reached as localhost, 127.0.0.1, ::1 or by one of `hosts`. */
  readonly server: (hosts?: readonly string[]) => Promise<Identity>
  /** For a user of the API server: the common name is the user, the organisations are its groups. */
  readonly client: (user: string, groups: readonly string[]) => Promise<Identity>
}

/** A new certificate authority of its own. */
export const createAuthority = async (nowMs: number): Promise<Authority> => {
  const validity = { notBeforeMs: nowMs - validBeforeMs, notAfterMs: nowMs + validForMs }
  const authority = await issueAuthority({ subject: [{ CN: ['sluice-ca'] }], ...validity, serialNumber: '01' })
  let serial = 1
  const next = () => {
    serial += 1
    return { ...validity, serialNumber: serial.toString(16).padStart(2, '0') }
  }
  return {
    ca: authority.certificate,
    server: (hosts = []) =>
      issueCertificate(authority, {
        subject: [{ CN: ['sluice-apiserver'] }],
        usage: 'server',
        hosts: [...new Set(['localhost', '127.0.0.1', '::1', ...hosts])],
        ...next(),
      }),
    client: (user, groups) =>
      issueCertificate(authority, {
        subject: [...groups.map(group => ({ O: [group] })), { CN: [user] }],
        usage: 'client',
        ...next(),
      }),
  }
}
