import type { Schema } from '../../kube/schema.ts'
import { objectMeta } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { labelSelectorSchema } from './labelSelector.ts'

const { text, int32, int64, bool, timeOrNull, intOrString, object, list, mapList, map, textMap, open, always, atomic } =
  shapes

/** A table of data: the schema of a PodSpec, field by field, as the API server publishes it. */

/** A resource.Quantity: a number, or text like `500m` and `1Gi`. */
export const quantityField = (description = ''): Schema => ({
  format: 'quantity',
  ...(description !== '' && { description }),
})

const localReference = (description: string): Schema =>
  atomic(object(description, { name: text('Name of the referent.', { default: '' }) }))

const keyReference = (description: string): Schema =>
  atomic(
    object(
      description,
      {
        name: text('Name of the referent.', { default: '' }),
        key: text('The key to select.'),
        optional: bool('Whether the referent or its key may be missing.'),
      },
      ['key'],
    ),
  )

const fieldReference = atomic(
  object(
    'A field of the pod.',
    {
      apiVersion: text('Version of the schema of the path.', { default: 'v1' }),
      fieldPath: text('Path of the field.'),
    },
    ['fieldPath'],
  ),
)

const resourceReference = atomic(
  object(
    'A resource of the container.',
    {
      containerName: text('The container; required for volumes.'),
      resource: text('The resource, such as limits.cpu.'),
      divisor: quantityField('The unit of the exposed value.'),
    },
    ['resource'],
  ),
)

const handlers = {
  exec: object('Runs a command in the container.', { command: list(text(), 'The command and its arguments.') }),
  httpGet: object(
    'An HTTP request.',
    {
      path: text('Path to request.', { default: '/' }),
      port: intOrString('Number or name of the port.'),
      host: text('Host name; the pod IP by default.'),
      scheme: text('HTTP or HTTPS.', { default: 'HTTP' }),
      httpHeaders: list(
        object('A header.', { name: text('Its name.'), value: text('Its value.') }, ['name', 'value']),
        'Headers to set.',
      ),
    },
    ['port'],
  ),
  tcpSocket: object(
    'A TCP connection.',
    { port: intOrString('Number or name of the port.'), host: text('Host name; the pod IP by default.') },
    ['port'],
  ),
}

const probe = (description: string): Schema =>
  object(description, {
    ...handlers,
    grpc: object(
      'A gRPC health check.',
      { port: int32('Port number.'), service: text('Service name.', { default: '' }) },
      ['port'],
    ),
    initialDelaySeconds: int32('Seconds after the start of the container before the first probe.'),
    timeoutSeconds: int32('Seconds after which a probe times out.', { default: 1 }),
    periodSeconds: int32('Seconds between probes.', { default: 10 }),
    successThreshold: int32('Consecutive successes that count as success after a failure.', { default: 1 }),
    failureThreshold: int32('Consecutive failures that count as failure.', { default: 3 }),
    terminationGracePeriodSeconds: int64('Grace period when the probe fails.'),
  })

const lifecycleHandler = (description: string): Schema =>
  object(description, { ...handlers, sleep: object('A pause.', { seconds: int64('How long.') }, ['seconds']) })

const capabilities = object('POSIX capabilities of the container.', {
  add: list(text(), 'Capabilities to add.'),
  drop: list(text(), 'Capabilities to remove.'),
})

const seLinuxOptions = object('The SELinux context.', {
  user: text(),
  role: text(),
  type: text(),
  level: text(),
})

const profile = (description: string): Schema =>
  object(
    description,
    { type: text('RuntimeDefault, Unconfined or Localhost.'), localhostProfile: text('A profile on the node.') },
    ['type'],
  )

const windowsOptions = object('Options for Windows containers.', {
  gmsaCredentialSpecName: text(),
  gmsaCredentialSpec: text(),
  runAsUserName: text(),
  hostProcess: bool(),
})

const securityContext = object('Security options of the container.', {
  capabilities,
  privileged: bool('Whether processes are essentially root on the host.'),
  seLinuxOptions,
  windowsOptions,
  runAsUser: int64('UID of the entrypoint.'),
  runAsGroup: int64('GID of the entrypoint.'),
  runAsNonRoot: bool('Whether the container must not run as root.'),
  readOnlyRootFilesystem: bool('Whether the root filesystem is read-only.'),
  allowPrivilegeEscalation: bool('Whether a process may gain more privileges than its parent.'),
  procMount: text('Kind of proc mount.'),
  seccompProfile: profile('The seccomp profile.'),
  appArmorProfile: profile('The AppArmor profile.'),
})

const resourceRequirements = object('Compute resources.', {
  limits: map(quantityField(), 'The most that may be used.'),
  requests: map(quantityField(), 'The least that is needed; the limits by default.'),
  claims: mapList(
    ['name'],
    object('A claim of the pod.', { name: text('Name of the claim.'), request: text('One of its requests.') }, [
      'name',
    ]),
    'Claims that the container uses.',
  ),
})

const containerFields = {
  name: text('Unique in the pod, a DNS label. Cannot be changed.'),
  image: text('The container image reference.'),
  command: list(text(), 'Entrypoint; that of the image by default. Not run in a shell.'),
  args: list(text(), 'Arguments of the entrypoint; those of the image by default.'),
  workingDir: text('Working directory; that of the image by default.'),
  ports: mapList(
    ['containerPort', 'protocol'],
    object(
      'A port of the container.',
      {
        name: text('Unique in the pod; Services can refer to it.'),
        hostPort: int32('Port on the host.'),
        containerPort: int32('Port on the IP of the pod, 1 to 65535.'),
        protocol: text('TCP, UDP or SCTP.', { default: 'TCP' }),
        hostIP: text('Host IP to bind the host port to.'),
      },
      ['containerPort'],
    ),
    'Ports to expose from the container.',
  ),
  envFrom: list(
    object('A source of environment variables.', {
      prefix: text('Put before each name.'),
      configMapRef: object('All keys of a ConfigMap.', { name: text('Its name.', { default: '' }), optional: bool() }),
      secretRef: object('All keys of a Secret.', { name: text('Its name.', { default: '' }), optional: bool() }),
    }),
    'Sources of environment variables.',
  ),
  env: mapList(
    ['name'],
    object(
      'An environment variable.',
      {
        name: text('Name of the variable.'),
        value: text('Its value; $(OTHER) refers to earlier variables.'),
        valueFrom: object('Where its value comes from.', {
          fieldRef: fieldReference,
          resourceFieldRef: resourceReference,
          configMapKeyRef: keyReference('A key of a ConfigMap.'),
          secretKeyRef: keyReference('A key of a Secret.'),
          fileKeyRef: open('A key of an env file in a volume.'),
        }),
      },
      ['name'],
    ),
    'Environment variables.',
  ),
  resources: { ...resourceRequirements, default: {} },
  resizePolicy: list(
    object('What a resize does.', { resourceName: text(), restartPolicy: text() }, ['resourceName', 'restartPolicy']),
    'Resize policy by resource.',
  ),
  restartPolicy: text('Always makes an init container a sidecar.'),
  restartPolicyRules: list(open(), 'Rules that decide about restarts by exit code.'),
  volumeMounts: mapList(
    ['mountPath'],
    object(
      'Where a volume is mounted.',
      {
        name: text('Name of a volume of the pod.'),
        mountPath: text('Path within the container.'),
        readOnly: bool('Whether it is mounted read-only.'),
        recursiveReadOnly: text('Whether submounts are read-only too.'),
        subPath: text('Path within the volume.'),
        subPathExpr: text('Path within the volume, with $(VARIABLES).'),
        mountPropagation: text('How mounts propagate between host and container.'),
      },
      ['name', 'mountPath'],
    ),
    'Volumes to mount.',
  ),
  volumeDevices: mapList(
    ['devicePath'],
    object(
      'A block device.',
      { name: text('Name of a claim of the pod.'), devicePath: text('Path in the container.') },
      ['name', 'devicePath'],
    ),
    'Block devices to map.',
  ),
  livenessProbe: probe('The container is restarted when this probe fails.'),
  readinessProbe: probe('The pod is removed from Services while this probe fails.'),
  startupProbe: probe('The other probes wait until this one succeeded.'),
  lifecycle: object('What to do at events of the lifecycle.', {
    postStart: lifecycleHandler('Just after creation.'),
    preStop: lifecycleHandler('Just before termination.'),
    stopSignal: text('The signal that stops the container.'),
  }),
  terminationMessagePath: text('File whose content becomes the termination message.', {
    default: '/dev/termination-log',
  }),
  terminationMessagePolicy: text('File or FallbackToLogsOnError.', { default: 'File' }),
  imagePullPolicy: text(
    'Always, Never or IfNotPresent; by default Always for the tag latest, IfNotPresent for others.',
  ),
  securityContext,
  stdin: bool('Whether a buffer for stdin is allocated.'),
  stdinOnce: bool('Whether stdin closes after the first attach.'),
  tty: bool('Whether a TTY is allocated.'),
} satisfies Schema['properties']

const container = (description: string): Schema => object(description, containerFields, ['name'])

const fileMode = (what: string): Schema => int32(`Mode bits of ${what}.`, { default: 420 })
const items = list(
  object(
    'A key as a file.',
    { key: text('The key.'), path: text('Relative path of the file.'), mode: int32('Mode bits.') },
    ['key', 'path'],
  ),
  'Keys to project; all by default.',
)
const downwardItems = list(
  object(
    'A field as a file.',
    {
      path: text('Relative path of the file.'),
      fieldRef: fieldReference,
      resourceFieldRef: resourceReference,
      mode: int32('Mode bits.'),
    },
    ['path'],
  ),
  'Fields of the pod.',
)

const volumeSources = {
  configMap: object('The keys of a ConfigMap as files.', {
    name: text('Name of the ConfigMap.', { default: '' }),
    items,
    defaultMode: fileMode('created files'),
    optional: bool('Whether the ConfigMap may be missing.'),
  }),
  secret: object('The keys of a Secret as files.', {
    secretName: text('Name of the Secret.'),
    items,
    defaultMode: fileMode('created files'),
    optional: bool('Whether the Secret may be missing.'),
  }),
  emptyDir: object('An empty directory that lives as long as the pod.', {
    medium: text('"" or Memory.'),
    sizeLimit: quantityField('The most it may hold.'),
  }),
  hostPath: object(
    'A file or directory of the host.',
    { path: text('Path on the host.'), type: text('What must be there.', { default: '' }) },
    ['path'],
  ),
  persistentVolumeClaim: object(
    'A PersistentVolumeClaim of the same namespace.',
    { claimName: text('Name of the claim.'), readOnly: bool('Whether it is mounted read-only.') },
    ['claimName'],
  ),
  downwardAPI: object('Fields of the pod as files.', { items: downwardItems, defaultMode: fileMode('created files') }),
  projected: object('Several sources in one directory.', {
    sources: list(
      object('One source.', {
        configMap: object('Keys of a ConfigMap.', { name: text('', { default: '' }), items, optional: bool() }),
        secret: object('Keys of a Secret.', { name: text('', { default: '' }), items, optional: bool() }),
        downwardAPI: object('Fields of the pod.', { items: downwardItems }),
        serviceAccountToken: object(
          'A token of the service account.',
          { audience: text(), expirationSeconds: int64('', { default: 3600 }), path: text() },
          ['path'],
        ),
        clusterTrustBundle: open(),
        podCertificate: open(),
      }),
      'The sources.',
    ),
    defaultMode: fileMode('created files'),
  }),
  csi: open('A volume of a CSI driver.'),
  ephemeral: open('A claim made for the pod.'),
  nfs: open('A directory of an NFS server.'),
  iscsi: open('An iSCSI disk.'),
  fc: open('A Fibre Channel disk.'),
  image: open('An OCI artifact.'),
}

const affinityTerms = open('Rules of affinity.')

/** core/v1 PodSpec */
export const podSpecSchema: Schema = object(
  'The desired behaviour of the pod.',
  {
    volumes: mapList(
      ['name'],
      object('A named volume.', { name: text('Unique in the pod, a DNS label.'), ...volumeSources }, ['name']),
      'Volumes that containers can mount.',
      'merge,retainKeys',
    ),
    initContainers: mapList(
      ['name'],
      container('A container that runs to its end first.'),
      'Run one after the other before the containers.',
    ),
    containers: mapList(['name'], container('A container of the pod.'), 'The containers of the pod; at least one.'),
    ephemeralContainers: mapList(
      ['name'],
      object(
        'A container for debugging.',
        { ...containerFields, targetContainerName: text('The container to look into.') },
        ['name'],
      ),
      'Containers added to a running pod.',
    ),
    restartPolicy: text('Always, OnFailure or Never.', { default: 'Always' }),
    terminationGracePeriodSeconds: int64('Seconds the pod is given to end gracefully.', { default: 30 }),
    activeDeadlineSeconds: int64('Seconds the pod may be active.'),
    dnsPolicy: text('ClusterFirst, ClusterFirstWithHostNet, Default or None.', { default: 'ClusterFirst' }),
    nodeSelector: atomic(textMap('Labels that the node must have.')),
    serviceAccountName: text('The ServiceAccount that the pod runs as.'),
    serviceAccount: text('Deprecated name of serviceAccountName.'),
    automountServiceAccountToken: bool('Whether a token is mounted.'),
    nodeName: text('The node that the pod is scheduled to.'),
    hostNetwork: bool('Whether the network of the host is used.'),
    hostPID: bool('Whether the process table of the host is used.'),
    hostIPC: bool('Whether the IPC namespace of the host is used.'),
    hostUsers: bool('Whether the user namespace of the host is used.'),
    hostnameOverride: text('The hostname as the pod sees it.'),
    shareProcessNamespace: bool('Whether the containers see one process table.'),
    securityContext: {
      ...object('Security options of the pod.', {
        seLinuxOptions,
        windowsOptions,
        runAsUser: int64('UID of the entrypoints.'),
        runAsGroup: int64('GID of the entrypoints.'),
        runAsNonRoot: bool('Whether containers must not run as root.'),
        supplementalGroups: list(int64(), 'Further groups of the first process.'),
        supplementalGroupsPolicy: text('Merge or Strict.'),
        fsGroup: int64('Group that owns the volumes.'),
        fsGroupChangePolicy: text('OnRootMismatch or Always.'),
        seLinuxChangePolicy: text('MountOption or Recursive.'),
        sysctls: list(
          object('A kernel parameter.', { name: text(), value: text() }, ['name', 'value']),
          'Kernel parameters.',
        ),
        seccompProfile: profile('The seccomp profile.'),
        appArmorProfile: profile('The AppArmor profile.'),
      }),
      default: {},
    },
    imagePullSecrets: mapList(['name'], localReference('A Secret.'), 'Secrets to pull images with.'),
    hostname: text('Hostname of the pod.'),
    subdomain: text('Subdomain of the pod.'),
    setHostnameAsFQDN: bool('Whether the hostname is the fully qualified name.'),
    affinity: object('Scheduling constraints.', {
      nodeAffinity: affinityTerms,
      podAffinity: affinityTerms,
      podAntiAffinity: affinityTerms,
    }),
    schedulerName: text('Which scheduler places the pod.', { default: 'default-scheduler' }),
    tolerations: list(
      object('A taint that is tolerated.', {
        key: text('Key of the taint; empty for all.'),
        operator: text('Exists or Equal.'),
        value: text('Value of the taint.'),
        effect: text('NoSchedule, PreferNoSchedule or NoExecute; empty for all.'),
        tolerationSeconds: int64('How long a NoExecute taint is tolerated.'),
      }),
      'Taints that are tolerated.',
    ),
    hostAliases: mapList(
      ['ip'],
      object('Names of an IP.', { ip: text('The IP.'), hostnames: list(text(), 'Its names.') }, ['ip']),
      'Lines for /etc/hosts.',
    ),
    priorityClassName: text('The priority of the pod, by name.'),
    priority: int32('The priority of the pod.'),
    preemptionPolicy: text('Never or PreemptLowerPriority.'),
    dnsConfig: object('DNS parameters.', {
      nameservers: list(text(), 'Name servers.'),
      searches: list(text(), 'Search domains.'),
      options: list(object('An option.', { name: text(), value: text() }), 'Resolver options.'),
    }),
    readinessGates: list(
      object('A condition.', { conditionType: text('Type of the condition.') }, ['conditionType']),
      'Further conditions of readiness.',
    ),
    runtimeClassName: text('The RuntimeClass to run with.'),
    enableServiceLinks: bool('Whether Services are injected as environment variables.'),
    overhead: map(quantityField(), 'Resources used by the sandbox.'),
    topologySpreadConstraints: mapList(
      ['topologyKey', 'whenUnsatisfiable'],
      object(
        'How pods spread over topologies.',
        {
          maxSkew: int32('How uneven the spread may be.'),
          topologyKey: text('Label of nodes that names the topology.'),
          whenUnsatisfiable: text('DoNotSchedule or ScheduleAnyway.'),
          labelSelector: labelSelectorSchema('The pods that are counted.'),
          minDomains: int32('Least number of domains.'),
          nodeAffinityPolicy: text('Honor or Ignore.'),
          nodeTaintsPolicy: text('Honor or Ignore.'),
          matchLabelKeys: list(text(), 'Pod labels whose values are matched.'),
        },
        ['maxSkew', 'topologyKey', 'whenUnsatisfiable'],
      ),
      'How pods spread over topologies.',
    ),
    os: object('The operating system of the containers.', { name: text('linux or windows.') }, ['name']),
    schedulingGates: mapList(
      ['name'],
      object('A gate.', { name: text('Its name.') }, ['name']),
      'Gates that hold scheduling back.',
    ),
    resourceClaims: mapList(['name'], open('A claim.'), 'Claims that must be allocated first.', 'merge,retainKeys'),
    resources: resourceRequirements,
  },
  ['containers'],
)

export const podTemplateSchema: Schema = object('The pods that will be created.', {
  metadata: always(objectMeta),
  spec: always(podSpecSchema),
})

/** A condition as most kinds have it. */
export const condition = (more: { readonly [field: string]: Schema } = {}): Schema =>
  object(
    'What was last observed of one aspect.',
    {
      type: text('The aspect.'),
      status: text('True, False or Unknown.'),
      reason: text('A word for machines.'),
      message: text('Words for people.'),
      lastTransitionTime: timeOrNull('When the status last changed.'),
      ...more,
    },
    ['type', 'status'],
  )
