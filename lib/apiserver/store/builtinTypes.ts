import { customResourceDefinitionType } from '../crds/customResourceDefinition.ts'
import { horizontalPodAutoscalerType } from '../kinds/autoscaling.ts'
import { cronJobType, jobType } from '../kinds/batch.ts'
import { certificateSigningRequestType, deviceTypes, flowTypes, policyTypes } from '../kinds/clusterPolicies.ts'
import { configMapType, secretType, serviceAccountType } from '../kinds/configuration.ts'
import { deploymentType } from '../kinds/deployment.ts'
import { coreEventType, eventType } from '../kinds/event.ts'
import { ingressClassType, ingressType, ipAddressType, serviceCidrType } from '../kinds/ingress.ts'
import { leaseType } from '../kinds/lease.ts'
import { limitRangeType, priorityClassType, resourceQuotaType, runtimeClassType } from '../kinds/limits.ts'
import { namespaceType } from '../kinds/namespace.ts'
import { endpointSliceType, endpointsType, networkPolicyType } from '../kinds/network.ts'
import { nodeType } from '../kinds/node.ts'
import { podType } from '../kinds/pod.ts'
import { controllerRevisionType, podTemplateType, replicationControllerType } from '../kinds/podSources.ts'
import {
  mutatingWebhookConfigurationType,
  podDisruptionBudgetType,
  validatingWebhookConfigurationType,
} from '../kinds/policy.ts'
import { clusterRoleType, roleType } from '../kinds/rbac.ts'
import { replicaSetType } from '../kinds/replicaSet.ts'
import { clusterRoleBindingType, roleBindingType } from '../kinds/roleBinding.ts'
import { serviceType } from '../kinds/service.ts'
import { daemonSetType, statefulSetType } from '../kinds/setWorkloads.ts'
import { persistentVolumeClaimType, persistentVolumeType, storageClassType } from '../kinds/storage.ts'
import { driverTypes } from '../kinds/storageDrivers.ts'
import type { ResourceType } from '../objects/resourceType.ts'

/** The kinds that the model serves without any CRD. Of kinds with equal names, clients prefer the earlier one. */
export const builtinTypes: readonly ResourceType[] = [
  configMapType,
  endpointsType,
  coreEventType,
  limitRangeType,
  namespaceType,
  nodeType,
  persistentVolumeClaimType,
  persistentVolumeType,
  podType,
  podTemplateType,
  replicationControllerType,
  resourceQuotaType,
  secretType,
  serviceAccountType,
  serviceType,
  controllerRevisionType,
  daemonSetType,
  deploymentType,
  replicaSetType,
  statefulSetType,
  horizontalPodAutoscalerType,
  eventType,
  cronJobType,
  jobType,
  certificateSigningRequestType,
  ingressClassType,
  ingressType,
  ipAddressType,
  networkPolicyType,
  serviceCidrType,
  podDisruptionBudgetType,
  clusterRoleBindingType,
  clusterRoleType,
  roleBindingType,
  roleType,
  ...driverTypes.slice(0, 3),
  storageClassType,
  ...driverTypes.slice(3),
  ...policyTypes.slice(0, 2),
  mutatingWebhookConfigurationType,
  ...policyTypes.slice(2),
  validatingWebhookConfigurationType,
  customResourceDefinitionType,
  priorityClassType,
  leaseType,
  runtimeClassType,
  endpointSliceType,
  ...deviceTypes,
  ...flowTypes,
]
