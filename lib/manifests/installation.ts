import type { Declaration } from '../controller/rbac.ts'
import type { Manifest } from '../kube/object.ts'
import type { Webhooks } from '../reviews/webhooks.ts'

/** How controllers are installed in a cluster: all that `manifestsFor` has to know. */
export interface Installation {
  /** Name of most objects, and the beginning of the other names: `sluice`. */
  readonly name: string
  /** The namespace of its pods, which is among the manifests. */
  readonly namespace: string
  /** `registry.example.com/team/sluice:1.2.3`; its entry point is the program. */
  readonly image: string
  /** One leads, the others stand by. Default 3. */
  readonly replicas?: number
  /** The module of another controller, as a path in the image. Default: the controller that the program ships. */
  readonly file?: string
  /** Its controllers, from which its rights are derived. */
  readonly controllers: readonly Declaration[]
  /** The CustomResourceDefinitions of its kinds. */
  readonly definitions?: readonly Manifest[]
  /** Metrics over TLS, for those whom the API server allows to get them. Default: without either. */
  readonly metricsSecure?: boolean
  /** The only namespace of which it reads and writes objects, with Roles in place of ClusterRoles. Default: all. */
  readonly watchedNamespace?: string
  /**
   * Who makes the certificate of the webhooks and of secure metrics. `self`: the program, which may therefore change the
   * caBundles of its own webhook configurations and CRD. `cert-manager`: that needs to be installed, and the program
   * needs no such right. Default `self`.
   */
  readonly certificates?: 'self' | 'cert-manager'
  /** Served behind its Service `<name>-webhooks`. Absent: none. */
  readonly webhooks?: Webhooks
}

/** What the person chooses who installs it. */
export type InstallationChoice = 'metricsSecure' | 'watchedNamespace' | 'certificates'

/** The ports on which the program listens in its pod. */
export const ports = { webhooks: 9443, metrics: 8080, probes: 8081 } as const

/** Labels of all objects. */
export const installationLabels = ({ name }: Pick<Installation, 'name'>) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': 'controller',
})

/** The name, namespace and labels of an object of an installation. `suffix`: what comes after its name. */
export const placed = (installation: Installation, suffix = '') => ({
  name: `${installation.name}${suffix}`,
  namespace: installation.namespace,
  labels: installationLabels(installation),
})

export const servesWebhooks = ({ webhooks = [] }: Installation): boolean => webhooks.length > 0

export const needsCertificate = (installation: Installation): boolean =>
  servesWebhooks(installation) || installation.metricsSecure === true
