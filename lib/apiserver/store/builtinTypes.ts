import { customResourceDefinitionType } from '../crds/customResourceDefinition.ts'
import { horizontalPodAutoscalerType } from '../kinds/autoscaling.ts'
import { configMapType, secretType, serviceAccountType } from '../kinds/configuration.ts'
import { deploymentType } from '../kinds/deployment.ts'
import { coreEventType, eventType } from '../kinds/event.ts'
import { leaseType } from '../kinds/lease.ts'
import { namespaceType } from '../kinds/namespace.ts'
import { endpointSliceType, endpointsType, networkPolicyType } from '../kinds/network.ts'
import { nodeType } from '../kinds/node.ts'
import { podType } from '../kinds/pod.ts'
import {
  mutatingWebhookConfigurationType,
  podDisruptionBudgetType,
  validatingWebhookConfigurationType,
} from '../kinds/policy.ts'
import { clusterRoleType, roleType } from '../kinds/rbac.ts'
import { replicaSetType } from '../kinds/replicaSet.ts'
import { clusterRoleBindingType, roleBindingType } from '../kinds/roleBinding.ts'
import { serviceType } from '../kinds/service.ts'
import type { ResourceType } from '../objects/resourceType.ts'

/** The kinds that the model serves without any CRD. Of kinds with equal names, clients prefer the earlier one. */
export const builtinTypes: readonly ResourceType[] = [
  configMapType,
  endpointsType,
  coreEventType,
  namespaceType,
  nodeType,
  podType,
  secretType,
  serviceAccountType,
  serviceType,
  deploymentType,
  replicaSetType,
  horizontalPodAutoscalerType,
  eventType,
  networkPolicyType,
  podDisruptionBudgetType,
  clusterRoleBindingType,
  clusterRoleType,
  roleBindingType,
  roleType,
  mutatingWebhookConfigurationType,
  validatingWebhookConfigurationType,
  customResourceDefinitionType,
  leaseType,
  endpointSliceType,
]
