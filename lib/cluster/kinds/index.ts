import type { ResourceType } from '../resourceType.ts'
import { HorizontalPodAutoscaler } from './autoscaling.ts'
import { ConfigMap, Secret, ServiceAccount } from './configuration.ts'
import { CustomResourceDefinition } from './customResourceDefinition.ts'
import { Deployment } from './deployment.ts'
import { CoreEvent, Event } from './event.ts'
import { Lease } from './lease.ts'
import { Namespace } from './namespace.ts'
import { EndpointSlice, Endpoints, NetworkPolicy } from './network.ts'
import { Node } from './node.ts'
import { Pod } from './pod.ts'
import { MutatingWebhookConfiguration, PodDisruptionBudget, ValidatingWebhookConfiguration } from './policy.ts'
import { ClusterRole, Role } from './rbac.ts'
import { ReplicaSet } from './replicaSet.ts'
import { ClusterRoleBinding, RoleBinding } from './roleBinding.ts'
import { Service } from './service.ts'

/** The kinds that the model serves without any CRD. Of kinds with equal names, clients prefer the earlier one. */
export const builtinTypes: readonly ResourceType[] = [
  ConfigMap,
  Endpoints,
  CoreEvent,
  Namespace,
  Node,
  Pod,
  Secret,
  ServiceAccount,
  Service,
  Deployment,
  ReplicaSet,
  HorizontalPodAutoscaler,
  Event,
  NetworkPolicy,
  PodDisruptionBudget,
  ClusterRoleBinding,
  ClusterRole,
  RoleBinding,
  Role,
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
  CustomResourceDefinition,
  Lease,
  EndpointSlice,
]
