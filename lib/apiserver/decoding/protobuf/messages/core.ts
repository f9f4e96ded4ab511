/** The other messages of the core group, version v1. The notation is explained in `fields.ts`. */
export const coreMessages = `
Affinity: 1 nodeAffinity *NodeAffinity, 2 podAffinity *PodAffinity, 3 podAntiAffinity *PodAntiAffinity
AppArmorProfile: 1 type, 2 localhostProfile *
Capabilities: 1 add [], 2 drop []
ClientIPConfig: 1 timeoutSeconds *int
ConfigMap: 1 metadata ObjectMeta, 2 data {}, 3 binaryData {}bytes, 4 immutable *bool
ConfigMapEnvSource: 1 ... LocalObjectReference, 2 optional *bool
ConfigMapKeySelector: 1 ... LocalObjectReference, 2 key, 3 optional *bool
Container: 1 name, 2 image, 3 command [], 4 args [], 5 workingDir, 6 ports []ContainerPort, 7 env []EnvVar, 8 resources ResourceRequirements, 9 volumeMounts []VolumeMount, 10 livenessProbe *Probe, 11 readinessProbe *Probe, 12 lifecycle *Lifecycle, 13 terminationMessagePath, 14 imagePullPolicy, 15 securityContext *SecurityContext, 16 stdin bool, 17 stdinOnce bool, 18 tty bool, 19 envFrom []EnvFromSource, 20 terminationMessagePolicy, 21 volumeDevices []VolumeDevice, 22 startupProbe *Probe, 23 resizePolicy []ContainerResizePolicy, 24 restartPolicy *, 25 restartPolicyRules []ContainerRestartRule
ContainerExtendedResourceRequest: 1 containerName, 2 resourceName, 3 requestName
ContainerPort: 1 name, 2 hostPort int, 3 containerPort int, 4 protocol, 5 hostIP
ContainerResizePolicy: 1 resourceName, 2 restartPolicy
ContainerRestartRule: 1 action, 2 exitCodes *ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes: 1 operator, 2 values []int
ContainerState: 1 waiting *ContainerStateWaiting, 2 running *ContainerStateRunning, 3 terminated *ContainerStateTerminated
ContainerStateRunning: 1 startedAt Time
ContainerStateTerminated: 1 exitCode int, 2 signal int, 3 reason, 4 message, 5 startedAt Time, 6 finishedAt Time, 7 containerID
ContainerStateWaiting: 1 reason, 2 message
ContainerStatus: 1 name, 2 state ContainerState, 3 lastState ContainerState, 4 ready bool, 5 restartCount int, 6 image, 7 imageID, 8 containerID, 9 started *bool, 10 allocatedResources {}Quantity, 11 resources *ResourceRequirements, 12 volumeMounts []VolumeMountStatus, 13 user *ContainerUser, 14 allocatedResourcesStatus []ResourceStatus, 15 stopSignal *
ContainerUser: 1 linux *LinuxContainerUser
EnvFromSource: 1 prefix, 2 configMapRef *ConfigMapEnvSource, 3 secretRef *SecretEnvSource
EnvVar: 1 name, 2 value, 3 valueFrom *EnvVarSource
EnvVarSource: 1 fieldRef *ObjectFieldSelector, 2 resourceFieldRef *ResourceFieldSelector, 3 configMapKeyRef *ConfigMapKeySelector, 4 secretKeyRef *SecretKeySelector, 5 fileKeyRef *FileKeySelector
EphemeralContainer: 1 ... EphemeralContainerCommon, 2 targetContainerName
EphemeralContainerCommon: 1 name, 2 image, 3 command [], 4 args [], 5 workingDir, 6 ports []ContainerPort, 7 env []EnvVar, 8 resources ResourceRequirements, 9 volumeMounts []VolumeMount, 10 livenessProbe *Probe, 11 readinessProbe *Probe, 12 lifecycle *Lifecycle, 13 terminationMessagePath, 14 imagePullPolicy, 15 securityContext *SecurityContext, 16 stdin bool, 17 stdinOnce bool, 18 tty bool, 19 envFrom []EnvFromSource, 20 terminationMessagePolicy, 21 volumeDevices []VolumeDevice, 22 startupProbe *Probe, 23 resizePolicy []ContainerResizePolicy, 24 restartPolicy *, 25 restartPolicyRules []ContainerRestartRule
Event: 1 metadata ObjectMeta, 2 involvedObject ObjectReference, 3 reason, 4 message, 5 source EventSource, 6 firstTimestamp Time, 7 lastTimestamp Time, 8 count int, 9 type, 10 eventTime MicroTime, 11 series *EventSeries, 12 action, 13 related *ObjectReference, 14 reportingComponent, 15 reportingInstance
EventSeries: 1 count int, 2 lastObservedTime MicroTime
EventSource: 1 component, 2 host
ExecAction: 1 command []
FileKeySelector: 1 volumeName, 2 path, 3 key, 4 optional *bool
GRPCAction: 1 port int, 2 service *
HTTPGetAction: 1 path, 2 port IntOrString, 3 host, 4 scheme, 5 httpHeaders []HTTPHeader
HTTPHeader: 1 name, 2 value
HostAlias: 1 ip, 2 hostnames []
HostIP: 1 ip
Lifecycle: 1 postStart *LifecycleHandler, 2 preStop *LifecycleHandler, 3 stopSignal *
LifecycleHandler: 1 exec *ExecAction, 2 httpGet *HTTPGetAction, 3 tcpSocket *TCPSocketAction, 4 sleep *SleepAction
LinuxContainerUser: 1 uid int, 2 gid int, 3 supplementalGroups []int
LoadBalancerIngress: 1 ip, 2 hostname, 3 ipMode *, 4 ports []PortStatus
LoadBalancerStatus: 1 ingress []LoadBalancerIngress
Namespace: 1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status NamespaceStatus
NamespaceCondition: 1 type, 2 status, 4 lastTransitionTime Time, 5 reason, 6 message
NamespaceSpec: 1 finalizers []
NamespaceStatus: 1 phase, 2 conditions []NamespaceCondition
NodeAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution *NodeSelector, 2 preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm
NodeSelector: 1 nodeSelectorTerms []NodeSelectorTerm
NodeSelectorRequirement: 1 key, 2 operator, 3 values []
NodeSelectorTerm: 1 matchExpressions []NodeSelectorRequirement, 2 matchFields []NodeSelectorRequirement
ObjectFieldSelector: 1 apiVersion, 2 fieldPath
ObjectReference: 1 kind, 2 namespace, 3 name, 4 uid, 5 apiVersion, 6 resourceVersion, 7 fieldPath
Pod: 1 metadata ObjectMeta, 2 spec PodSpec, 3 status PodStatus
PodAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, 2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
PodAffinityTerm: 1 labelSelector *LabelSelector, 2 namespaces [], 3 topologyKey, 4 namespaceSelector *LabelSelector, 5 matchLabelKeys [], 6 mismatchLabelKeys []
PodAntiAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, 2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
PodCondition: 1 type, 2 status, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason, 6 message, 7 observedGeneration int
PodDNSConfig: 1 nameservers [], 2 searches [], 3 options []PodDNSConfigOption
PodDNSConfigOption: 1 name, 2 value *
PodExtendedResourceClaimStatus: 1 requestMappings []ContainerExtendedResourceRequest, 2 resourceClaimName
PodIP: 1 ip
PodOS: 1 name
PodReadinessGate: 1 conditionType
PodResourceClaim: 1 name, 3 resourceClaimName *, 4 resourceClaimTemplateName *
PodResourceClaimStatus: 1 name, 2 resourceClaimName *
PodSchedulingGate: 1 name
PodSecurityContext: 1 seLinuxOptions *SELinuxOptions, 2 runAsUser *int, 3 runAsNonRoot *bool, 4 supplementalGroups []int, 5 fsGroup *int, 6 runAsGroup *int, 7 sysctls []Sysctl, 8 windowsOptions *WindowsSecurityContextOptions, 9 fsGroupChangePolicy *, 10 seccompProfile *SeccompProfile, 11 appArmorProfile *AppArmorProfile, 12 supplementalGroupsPolicy *, 13 seLinuxChangePolicy *
PodSpec: 1 volumes []Volume, 2 containers []Container, 3 restartPolicy, 4 terminationGracePeriodSeconds *int, 5 activeDeadlineSeconds *int, 6 dnsPolicy, 7 nodeSelector {}, 8 serviceAccountName, 9 serviceAccount, 10 nodeName, 11 hostNetwork bool, 12 hostPID bool, 13 hostIPC bool, 14 securityContext *PodSecurityContext, 15 imagePullSecrets []LocalObjectReference, 16 hostname, 17 subdomain, 18 affinity *Affinity, 19 schedulerName, 20 initContainers []Container, 21 automountServiceAccountToken *bool, 22 tolerations []Toleration, 23 hostAliases []HostAlias, 24 priorityClassName, 25 priority *int, 26 dnsConfig *PodDNSConfig, 27 shareProcessNamespace *bool, 28 readinessGates []PodReadinessGate, 29 runtimeClassName *, 30 enableServiceLinks *bool, 31 preemptionPolicy *, 32 overhead {}Quantity, 33 topologySpreadConstraints []TopologySpreadConstraint, 34 ephemeralContainers []EphemeralContainer, 35 setHostnameAsFQDN *bool, 36 os *PodOS, 37 hostUsers *bool, 38 schedulingGates []PodSchedulingGate, 39 resourceClaims []PodResourceClaim, 40 resources *ResourceRequirements, 41 hostnameOverride *, 42 workloadRef *WorkloadReference
PodStatus: 1 phase, 2 conditions []PodCondition, 3 message, 4 reason, 5 hostIP, 6 podIP, 7 startTime *Time, 8 containerStatuses []ContainerStatus, 9 qosClass, 10 initContainerStatuses []ContainerStatus, 11 nominatedNodeName, 12 podIPs []PodIP, 13 ephemeralContainerStatuses []ContainerStatus, 14 resize, 15 resourceClaimStatuses []PodResourceClaimStatus, 16 hostIPs []HostIP, 17 observedGeneration int, 18 extendedResourceClaimStatus *PodExtendedResourceClaimStatus, 19 allocatedResources {}Quantity, 20 resources *ResourceRequirements
PodTemplateSpec: 1 metadata ObjectMeta, 2 spec PodSpec
PortStatus: 1 port int, 2 protocol, 3 error *
PreferredSchedulingTerm: 1 weight int, 2 preference NodeSelectorTerm
Probe: 1 ... ProbeHandler, 2 initialDelaySeconds int, 3 timeoutSeconds int, 4 periodSeconds int, 5 successThreshold int, 6 failureThreshold int, 7 terminationGracePeriodSeconds *int
ProbeHandler: 1 exec *ExecAction, 2 httpGet *HTTPGetAction, 3 tcpSocket *TCPSocketAction, 4 grpc *GRPCAction
ResourceClaim: 1 name, 2 request
ResourceFieldSelector: 1 containerName, 2 resource, 3 divisor Quantity
ResourceHealth: 1 resourceID, 2 health
ResourceRequirements: 1 limits {}Quantity, 2 requests {}Quantity, 3 claims []ResourceClaim
ResourceStatus: 1 name, 2 resources []ResourceHealth
SELinuxOptions: 1 user, 2 role, 3 type, 4 level
SeccompProfile: 1 type, 2 localhostProfile *
Secret: 1 metadata ObjectMeta, 2 data {}bytes, 3 type, 4 stringData {}, 5 immutable *bool
SecretEnvSource: 1 ... LocalObjectReference, 2 optional *bool
SecretKeySelector: 1 ... LocalObjectReference, 2 key, 3 optional *bool
SecurityContext: 1 capabilities *Capabilities, 2 privileged *bool, 3 seLinuxOptions *SELinuxOptions, 4 runAsUser *int, 5 runAsNonRoot *bool, 6 readOnlyRootFilesystem *bool, 7 allowPrivilegeEscalation *bool, 8 runAsGroup *int, 9 procMount *, 10 windowsOptions *WindowsSecurityContextOptions, 11 seccompProfile *SeccompProfile, 12 appArmorProfile *AppArmorProfile
Service: 1 metadata ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus
ServiceAccount: 1 metadata ObjectMeta, 2 secrets []ObjectReference, 3 imagePullSecrets []LocalObjectReference, 4 automountServiceAccountToken *bool
ServicePort: 1 name, 2 protocol, 3 port int, 4 targetPort IntOrString, 5 nodePort int, 6 appProtocol *
ServiceSpec: 1 ports []ServicePort, 2 selector {}, 3 clusterIP, 4 type, 5 externalIPs [], 7 sessionAffinity, 8 loadBalancerIP, 9 loadBalancerSourceRanges [], 10 externalName, 11 externalTrafficPolicy, 12 healthCheckNodePort int, 13 publishNotReadyAddresses bool, 14 sessionAffinityConfig *SessionAffinityConfig, 17 ipFamilyPolicy *, 18 clusterIPs [], 19 ipFamilies [], 20 allocateLoadBalancerNodePorts *bool, 21 loadBalancerClass *, 22 internalTrafficPolicy *, 23 trafficDistribution *
ServiceStatus: 1 loadBalancer LoadBalancerStatus, 2 conditions []Condition
SessionAffinityConfig: 1 clientIP *ClientIPConfig
SleepAction: 1 seconds int
Sysctl: 1 name, 2 value
TCPSocketAction: 1 port IntOrString, 2 host
Toleration: 1 key, 2 operator, 3 value, 4 effect, 5 tolerationSeconds *int
TopologySpreadConstraint: 1 maxSkew int, 2 topologyKey, 3 whenUnsatisfiable, 4 labelSelector *LabelSelector, 5 minDomains *int, 6 nodeAffinityPolicy *, 7 nodeTaintsPolicy *, 8 matchLabelKeys []
VolumeDevice: 1 name, 2 devicePath
VolumeMount: 1 name, 2 readOnly bool, 3 mountPath, 4 subPath, 5 mountPropagation *, 6 subPathExpr, 7 recursiveReadOnly *
VolumeMountStatus: 1 name, 2 mountPath, 3 readOnly bool, 4 recursiveReadOnly *
WeightedPodAffinityTerm: 1 weight int, 2 podAffinityTerm PodAffinityTerm
WindowsSecurityContextOptions: 1 gmsaCredentialSpecName *, 2 gmsaCredentialSpec *, 3 runAsUserName *, 4 hostProcess *bool
WorkloadReference: 1 name, 2 podGroup, 3 podGroupReplicaKey
`
