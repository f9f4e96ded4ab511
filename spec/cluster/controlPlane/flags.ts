import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KubernetesMinor } from './versions.ts'

/** The flags of each program of a control plane whose files are in `folder`. */

/** etcd need not flush its files: they are removed after the tests. */
export const etcdFlags = (folder: string, url: string, peerUrl: string): readonly string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  `--listen-client-urls=${url}`,
  `--advertise-client-urls=${url}`,
  `--listen-peer-urls=${peerUrl}`,
  `--initial-advertise-peer-urls=${peerUrl}`,
  `--initial-cluster=default=${peerUrl}`,
  '--unsafe-no-fsync',
  '--log-level=warn',
]

export const apiServerFlags = ({
  folder,
  port,
  etcdUrl,
  minor,
}: {
  readonly folder: string
  readonly port: number
  readonly etcdUrl: string
  readonly minor: KubernetesMinor
}): readonly string[] => [
  `--etcd-servers=${etcdUrl}`,
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  // Endpoints of the Service `kubernetes` may not be loopback addresses, and no spec uses them.
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.96.0.0/12',
  `--tls-cert-file=${join(folder, 'apiserver.crt')}`,
  `--tls-private-key-file=${join(folder, 'apiserver.key')}`,
  `--client-ca-file=${join(folder, 'ca.crt')}`,
  `--token-auth-file=${join(folder, 'tokens.csv')}`,
  '--authorization-mode=RBAC',
  // As strict as some distributions: setting blockOwnerDeletion needs the right to update the owner's finalizers.
  '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
  '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
  `--service-account-key-file=${join(folder, 'sa.pub')}`,
  `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
  // By default the server extends each token to a year, whatever was requested.
  '--service-account-extend-token-expiration=false',
  `--cert-dir=${folder}`,
  // Generally available since 1.36.
  ...(minor === '1.35'
    ? ['--feature-gates=MutatingAdmissionPolicy=true', '--runtime-config=admissionregistration.k8s.io/v1beta1=true']
    : []),
]

const access = (folder: string, program: string): readonly string[] => {
  const file = join(folder, `${program}.kubeconfig`)
  return [`--kubeconfig=${file}`, `--authentication-kubeconfig=${file}`, `--authorization-kubeconfig=${file}`]
}

export const controllerManagerFlags = (folder: string): readonly string[] => [
  ...access(folder, 'kube-controller-manager'),
  '--leader-elect=false',
  '--secure-port=0',
  '--use-service-account-credentials',
  `--root-ca-file=${join(folder, 'ca.crt')}`,
  `--service-account-private-key-file=${join(folder, 'sa.key')}`,
  // The shortest delays: the defaults suit a large cluster.
  '--kube-api-qps=200',
  '--kube-api-burst=400',
  '--horizontal-pod-autoscaler-sync-period=1s',
]

export const schedulerFlags = (folder: string): readonly string[] => [
  ...access(folder, 'kube-scheduler'),
  '--leader-elect=false',
  '--secure-port=0',
]

export const kwokFlags = (folder: string): readonly string[] => [
  `--kubeconfig=${join(folder, 'kwok.kubeconfig')}`,
  `--config=${fileURLToPath(new URL('stages.yaml', import.meta.url))}`,
  '--manage-all-nodes=false',
  '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
  '--node-lease-duration-seconds=40',
]
