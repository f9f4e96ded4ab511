import { CustomResourceDefinition } from '../crds/customResourceDefinition.ts'
import { HorizontalPodAutoscaler } from '../kinds/autoscaling.ts'
import { ConfigMap, Secret, ServiceAccount } from '../kinds/configuration.ts'
import { Deployment } from '../kinds/deployment.ts'
import { CoreEvent, Event } from '../kinds/event.ts'
import { Lease } from '../kinds/lease.ts'
import { Namespace } from '../kinds/namespace.ts'
import { EndpointSlice, Endpoints, NetworkPolicy } from '../kinds/network.ts'
import { Node } from '../kinds/node.ts'
import { Pod } from '../kinds/pod.ts'
import { MutatingWebhookConfiguration, PodDisruptionBudget, ValidatingWebhookConfiguration } from '../kinds/policy.ts'
import { ClusterRole, Role } from '../kinds/rbac.ts'
import { ReplicaSet } from '../kinds/replicaSet.ts'
import { ClusterRoleBinding, RoleBinding } from '../kinds/roleBinding.ts'
import { Service } from '../kinds/service.ts'
import type { ResourceType } from '../objects/resourceType.ts'

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
