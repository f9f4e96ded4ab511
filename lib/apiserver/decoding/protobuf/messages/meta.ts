/** The messages that all kinds share, and those of coordination.k8s.io/v1. The notation is explained in `fields.ts`. */
export const metaMessages = `
Condition: 1 type, 2 status, 3 observedGeneration int, 4 lastTransitionTime Time, 5 reason, 6 message
DeleteOptions: 1 gracePeriodSeconds *int, 2 preconditions *Preconditions, 3 orphanDependents *bool, 4 propagationPolicy *, 5 dryRun [], 6 ignoreStoreReadErrorWithClusterBreakingPotential *bool
FieldSelectorRequirement: 1 key, 2 operator, 3 values []
LabelSelector: 1 matchLabels {}, 2 matchExpressions []LabelSelectorRequirement
LabelSelectorRequirement: 1 key, 2 operator, 3 values []
ManagedFieldsEntry: 1 manager, 2 operation, 3 apiVersion, 4 time *Time, 6 fieldsType, 7 fieldsV1 *FieldsV1, 8 subresource
ObjectMeta: 1 name, 2 generateName, 3 namespace, 4 selfLink, 5 uid, 6 resourceVersion, 7 generation int, 8 creationTimestamp Time, 9 deletionTimestamp *Time, 10 deletionGracePeriodSeconds *int, 11 labels {}, 12 annotations {}, 13 ownerReferences []OwnerReference, 14 finalizers [], 17 managedFields []ManagedFieldsEntry
OwnerReference: 1 kind, 3 name, 4 uid, 5 apiVersion, 6 controller *bool, 7 blockOwnerDeletion *bool
Preconditions: 1 uid *, 2 resourceVersion *
Lease: 1 metadata ObjectMeta, 2 spec LeaseSpec
LeaseSpec: 1 holderIdentity *, 2 leaseDurationSeconds *int, 3 acquireTime *MicroTime, 4 renewTime *MicroTime, 5 leaseTransitions *int, 6 strategy *, 7 preferredHolder *
`
