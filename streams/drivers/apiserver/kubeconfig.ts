import { base64Of } from '../../../lib/text/base64.ts'
import type { Identity } from './certificates.ts'

export interface Access {
  /** `https://127.0.0.1:6443` */
  readonly url: string
  /** PEM. */
  readonly ca: string
  readonly user: string
  readonly credentials: { readonly token: string } | Identity
}

/** A kubeconfig, which as JSON is also YAML. */
export interface Kubeconfig {
  readonly apiVersion: 'v1'
  readonly kind: 'Config'
  readonly clusters: readonly { readonly name: string; readonly cluster: Readonly<Record<string, string>> }[]
  readonly users: readonly { readonly name: string; readonly user: Readonly<Record<string, string>> }[]
  readonly contexts: readonly {
    readonly name: string
    readonly context: { readonly cluster: string; readonly user: string }
  }[]
  readonly 'current-context': string
}

export const kubeconfigOf = ({ url, ca, user, credentials }: Access): Kubeconfig => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'sluice', cluster: { server: url, 'certificate-authority-data': base64Of(ca) } }],
  users: [
    {
      name: user,
      user:
        'token' in credentials
          ? { token: credentials.token }
          : {
              'client-certificate-data': base64Of(credentials.certificate),
              'client-key-data': base64Of(credentials.key),
            },
    },
  ],
  contexts: [{ name: 'sluice', context: { cluster: 'sluice', user } }],
  'current-context': 'sluice',
})
