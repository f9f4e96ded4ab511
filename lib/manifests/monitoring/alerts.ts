import { matchersOf, type Scraped } from './scraped.ts'

export interface Alert {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly severity: 'critical' | 'warning'
  /** One line, with the labels that tell one from another. */
  readonly summary: string
  /** The consequences for the owners of the objects. */
  readonly description: string
  /** The steps to find and remove the cause. */
  readonly runbook: string
}

/** The alerts that an operator should get, and what to do about each. */
export const alerts = (scraped: Scraped): readonly Alert[] => {
  const of = matchersOf(scraped)
  const logs = `kubectl logs -n ${scraped.namespace} deployment/${scraped.name}`
  const leading = `max by (pod) (leader_election_master_status{${of}})`
  return [
    {
      alert: 'SluiceDown',
      expr: `absent(leader_election_master_status{${of}})`,
      for: '5m',
      severity: 'critical',
      summary: 'No controller is scraped.',
      description: 'Nothing is reconciled: what is edited, deleted or broken stays as it is.',
      runbook: `kubectl get pods -n ${scraped.namespace}; kubectl describe the pods that are not ready. Where all are ready, the ServiceMonitor or a NetworkPolicy keeps Prometheus out.`,
    },
    {
      alert: 'SluiceNoLeader',
      expr: `max by (name) (leader_election_master_status{${of}}) == 0`,
      for: '2m',
      severity: 'critical',
      summary: 'Nobody holds the lease {{ $labels.name }}.',
      description: 'The controllers run, but none of them may write: nothing is reconciled.',
      runbook: `kubectl get lease -n ${scraped.namespace} {{ $labels.name }} -o yaml says who held it and when it was renewed; ${logs} says why it is not taken: a missing right to leases, an API server that cannot be reached, clocks.`,
    },
    {
      alert: 'SluiceSeveralLeaders',
      expr: `sum by (name) (leader_election_master_status{${of}}) > 1`,
      for: '1m',
      severity: 'critical',
      summary: '{{ $value }} processes hold the lease {{ $labels.name }} at once.',
      description: 'Objects may be written by two controllers, by turns.',
      runbook:
        'A hand-over shows two leaders for a scrape at most. Delete the pod whose name is not the holderIdentity of the Lease, and keep its logs.',
    },
    {
      alert: 'SluiceParkedKeys',
      expr: `max by (controller) (sluice_parked_keys{${of}}) > 0`,
      for: '10m',
      severity: 'warning',
      summary: '{{ $value }} objects of {{ $labels.controller }} are parked.',
      description: 'They failed too often in a row, and are only tried again slowly or when a user changes them.',
      runbook: `Each has a condition Stalled and an Event that say why: kubectl describe it. ${logs} | grep parked names them.`,
    },
    {
      alert: 'SluiceFault',
      expr: `max by (controller) (sluice_faults{${of}}) > 0`,
      for: '5m',
      severity: 'critical',
      summary: '{{ $value }} verbs on kinds fail for {{ $labels.controller }}, whatever the object.',
      description: 'All objects that need them wait: a right is missing, a webhook is away, or the API server fails.',
      runbook: `The condition Stalled of the objects, and ${logs}, name verb, kind and reason. Once it works again all go on within a minute.`,
    },
    {
      alert: 'SluiceReconcileErrors',
      expr: `sum by (controller) (rate(controller_runtime_reconcile_errors_total{${of}}[10m])) / sum by (controller) (rate(controller_runtime_reconcile_total{${of}}[10m])) > 0.1`,
      for: '15m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the reconciles of {{ $labels.controller }} fail.',
      description: 'Objects are late, or not reconciled at all.',
      runbook: `${logs} names key and reason of each failure: a missing right names the rule to grant, a refused write the field.`,
    },
    {
      alert: 'SluiceReconcilePanics',
      expr: `sum by (controller) (increase(controller_runtime_reconcile_panics_total{${of}}[15m])) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'A function of {{ $labels.controller }} throws.',
      description: 'A bug: the objects concerned are left as they are, all others go on.',
      runbook:
        'The condition Stalled of the object has the reason ReconcileFailed and the message. Record a run (sluice run --record FILE) and replay it against a fix.',
    },
    {
      alert: 'SluiceWatchDown',
      expr: `max by (pod, controller, feed) (sluice_watch_state{${of},state="watching"}) == 0`,
      for: '5m',
      severity: 'critical',
      summary: '{{ $labels.pod }} does not see {{ $labels.feed }} of {{ $labels.controller }}.',
      description: 'It acts on what it saw last: changes are not noticed. It goes on trying.',
      runbook: `/readyz/watches of the pod, and ${logs}, say what is wrong and what to do: a missing right, a CRD that is not installed, an API server that cannot be reached.`,
    },
    {
      alert: 'SluiceHotLoop',
      expr: `sum by (controller) (increase(sluice_hot_loops_total{${of}}[30m])) > 0`,
      for: '0m',
      severity: 'warning',
      summary: '{{ $labels.controller }} writes the same object over and over.',
      description:
        'Somebody undoes each write, an autoscaler or another controller, or what is desired never stays as it was sent. It is slowed down, but costs the API server.',
      runbook: `${logs} | grep -e "over and over" -e undoes names the object. Its managedFields say who else writes: let that one go, or stop declaring the field.`,
    },
    {
      alert: 'SluiceQueueNotDraining',
      expr: `sum by (controller) (workqueue_depth{${of}} * on (pod) group_left () ${leading}) > 10 * max by (controller) (controller_runtime_max_concurrent_reconciles{${of}})`,
      for: '15m',
      severity: 'warning',
      summary: '{{ $value }} objects of {{ $labels.controller }} wait for a worker of the leader.',
      description: 'More comes than is done: edits are answered late.',
      runbook:
        'A high API latency or 429 answers (rest_client_requests_total) mean an API server that holds us up; a CPU at its limit means too little of it; otherwise give more --workers.',
    },
    {
      alert: 'SluiceReconcileStuck',
      expr: `max by (pod, controller) (workqueue_longest_running_processor_seconds{${of}}) > 300`,
      for: '1m',
      severity: 'warning',
      summary: 'A reconcile of {{ $labels.controller }} has been running for {{ $value | humanizeDuration }}.',
      description: 'Its object is not reconciled, and it holds a worker.',
      runbook: `A Call that never answers, mostly: give it a timeout. ${logs} shows what was last written; a restart of the pod frees the worker.`,
    },
    {
      alert: 'SluiceCertificateExpires',
      expr: `min by (certificate) (sluice_certificate_expiry_timestamp_seconds{${of}}) - time() < 7 * 24 * 3600`,
      for: '10m',
      severity: 'critical',
      summary: 'The certificate of {{ $labels.certificate }} expires in {{ $value | humanizeDuration }}.',
      description: 'It should have been renewed long ago. Once it has expired, writes of this kind are refused.',
      runbook: `certwatcher_read_certificate_errors_total says whether a new one cannot be read; ${logs} | grep certificate why. A certificate of our own is renewed by the leader, which needs its rights to the Secret.`,
    },
    {
      alert: 'SluiceWebhookFailing',
      expr: `sum by (webhook) (rate(controller_runtime_webhook_requests_total{${of},code=~"5.."}[10m])) / sum by (webhook) (rate(controller_runtime_webhook_requests_total{${of}}[10m])) > 0.05`,
      for: '5m',
      severity: 'critical',
      summary: '{{ $value | humanizePercentage }} of the reviews at {{ $labels.webhook }} fail.',
      description: 'The API server refuses the writes that it asked about, or reads of other versions.',
      runbook: `${logs} | grep webhook names what the handler threw. Until it is mended, failurePolicy: Ignore lets writes through unchecked.`,
    },
  ]
}
