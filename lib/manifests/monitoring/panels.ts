/** A table of data: the panels of the Grafana dashboard, one a metric. */

/** One diagram of the dashboard. */
export interface Panel {
  readonly title: string
  readonly description: string
  /** In Grafana's words: `s`, `bytes`, `percentunit`, `ops`, `short`. */
  readonly unit: string
  readonly queries: readonly Query[]
  /** Areas on top of each other. Default: lines. */
  readonly stacked?: true
}

export interface Query {
  readonly expr: string
  readonly legend: string
}

/** Selects by the variables of the dashboard. */
const of = 'job="$job",namespace="$namespace"'
const ofOne = `${of},controller=~"$controller"`

const quantiles = (metric: string, by: string): readonly Query[] =>
  ['0.5', '0.9', '0.99'].map(quantile => ({
    expr: `histogram_quantile(${quantile}, sum by (${by}, le) (rate(${metric}_bucket{${by === 'controller' ? ofOne : of}}[$__rate_interval])))`,
    legend: `{{${by}}} ${Number(quantile) * 100} %`,
  }))

/** The rows: reconciles, waiting, watches, API server and webhooks, process. */
export const panels: readonly { readonly row: string; readonly panels: readonly Panel[] }[] = [
  {
    row: 'Reconciles',
    panels: [
      {
        title: 'Reconciles by result',
        description:
          'error: failed or refused; requeue: another writer was faster; requeue_after: to come again later.',
        unit: 'ops',
        stacked: true,
        queries: [
          {
            expr: `sum by (controller, result) (rate(controller_runtime_reconcile_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{controller}} {{result}}',
          },
        ],
      },
      {
        title: 'Error ratio',
        description: 'Reconciles that failed; terminal are those that trying again does not help.',
        unit: 'percentunit',
        queries: [
          {
            expr: `sum by (controller) (rate(controller_runtime_reconcile_errors_total{${ofOne}}[$__rate_interval])) / sum by (controller) (rate(controller_runtime_reconcile_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{controller}}',
          },
          {
            expr: `sum by (controller) (rate(controller_runtime_terminal_reconcile_errors_total{${ofOne}}[$__rate_interval])) / sum by (controller) (rate(controller_runtime_reconcile_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{controller}} terminal',
          },
          {
            expr: `sum by (controller) (increase(controller_runtime_reconcile_panics_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{controller}} thrown (count)',
          },
        ],
      },
      {
        title: 'Duration of a reconcile',
        description: 'From its start until its last write was answered.',
        unit: 's',
        queries: quantiles('controller_runtime_reconcile_time_seconds', 'controller'),
      },
      {
        title: 'Effects by kind',
        description: 'What plans wrote, and what was refused.',
        unit: 'ops',
        stacked: true,
        queries: [
          {
            expr: `sum by (effect, outcome) (rate(sluice_effects_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{effect}} {{outcome}}',
          },
        ],
      },
      {
        title: 'From event to plan',
        description: 'From the oldest event that a plan answers until it was made.',
        unit: 's',
        queries: quantiles('sluice_event_to_plan_seconds', 'controller'),
      },
      {
        title: 'From event to write',
        description: 'From the oldest event that a plan answers until its first write was answered.',
        unit: 's',
        queries: quantiles('sluice_event_to_write_seconds', 'controller'),
      },
    ],
  },
  {
    row: 'Queue',
    panels: [
      {
        title: 'Queue depth',
        description:
          'Keys that wait for a worker; on a standby, for it to lead. backlog: initial lists, resyncs, retries.',
        unit: 'short',
        queries: [
          {
            expr: `sum by (pod, controller, priority) (workqueue_depth{${ofOne}})`,
            legend: '{{pod}} {{controller}} {{priority}}',
          },
          {
            expr: `sum by (controller) (rate(workqueue_adds_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{controller}} added a second',
          },
          {
            expr: `sum by (controller) (rate(workqueue_retries_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{controller}} retried a second',
          },
        ],
      },
      {
        title: 'Time in the queue',
        description: 'From the oldest reason of a reconcile until it began.',
        unit: 's',
        queries: [
          ...quantiles('workqueue_queue_duration_seconds', 'controller'),
          {
            expr: `max by (controller) (workqueue_longest_running_processor_seconds{${ofOne}})`,
            legend: '{{controller}} longest at work',
          },
        ],
      },
      {
        title: 'Workers',
        description: 'Reconciles under way, of how many at most.',
        unit: 'short',
        queries: [
          {
            expr: `sum by (controller) (controller_runtime_active_workers{${ofOne}})`,
            legend: '{{controller}} at work',
          },
          {
            expr: `max by (controller) (controller_runtime_max_concurrent_reconciles{${ofOne}})`,
            legend: '{{controller}} at most',
          },
        ],
      },
      {
        title: 'Faults, parked keys and hot loops',
        description:
          'Verbs on kinds that fail whatever the object; objects that failed too often in a row; objects that are written over and over.',
        unit: 'short',
        queries: [
          { expr: `max by (controller) (sluice_faults{${ofOne}})`, legend: '{{controller}} faults' },
          { expr: `max by (controller) (sluice_parked_keys{${ofOne}})`, legend: '{{controller}} parked' },
          {
            expr: `sum by (controller) (increase(sluice_hot_loops_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{controller}} became hot',
          },
          {
            expr: `sum by (kind, field) (increase(sluice_hot_loop_fields_total{${ofOne}}[$__rate_interval]))`,
            legend: '{{kind}} {{field}}',
          },
        ],
      },
    ],
  },
  {
    row: 'What is seen, and who leads',
    panels: [
      {
        title: 'Watches that do not watch',
        description: 'Listing for the first time, streaming what there is, or resuming after a failure.',
        unit: 'short',
        queries: [
          {
            expr: `sum by (pod, controller, feed, state) (sluice_watch_state{${ofOne},state!="watching"}) > 0`,
            legend: '{{pod}} {{controller}} {{feed}} {{state}}',
          },
        ],
      },
      {
        title: 'Objects in memory',
        description: 'What each process keeps, by kind.',
        unit: 'short',
        queries: [
          { expr: `max by (controller, kind) (sluice_snapshot_objects{${ofOne}})`, legend: '{{controller}} {{kind}}' },
        ],
      },
      {
        title: 'Leader',
        description: 'Who holds each lease. More than one is told by an alert.',
        unit: 'short',
        queries: [{ expr: `leader_election_master_status{${of}} == 1`, legend: '{{name}} {{pod}}' }],
      },
    ],
  },
  {
    row: 'API server and webhooks',
    panels: [
      {
        title: 'API requests by code',
        description: 'Watches count when they begin. <error>: there was no answer.',
        unit: 'ops',
        stacked: true,
        queries: [
          {
            expr: `sum by (method, code) (rate(rest_client_requests_total{${of}}[$__rate_interval]))`,
            legend: '{{method}} {{code}}',
          },
        ],
      },
      {
        title: 'Webhook latency',
        description: 'From the head of the request to its answer.',
        unit: 's',
        queries: quantiles('controller_runtime_webhook_latency_seconds', 'webhook'),
      },
      {
        title: 'Webhook requests by code',
        description: 'A refused object is an answer as well: 200.',
        unit: 'ops',
        stacked: true,
        queries: [
          {
            expr: `sum by (webhook, code) (rate(controller_runtime_webhook_requests_total{${of}}[$__rate_interval]))`,
            legend: '{{webhook}} {{code}}',
          },
          { expr: `sum(controller_runtime_webhook_requests_in_flight{${of}})`, legend: 'under way' },
        ],
      },
      {
        title: 'Certificates expire in',
        description: 'The one that is served; renewed long before.',
        unit: 's',
        queries: [
          {
            expr: `min by (certificate) (sluice_certificate_expiry_timestamp_seconds{${of}}) - time()`,
            legend: '{{certificate}}',
          },
          {
            expr: `sum(increase(certwatcher_read_certificate_errors_total{${of}}[$__rate_interval]))`,
            legend: 'could not be read (count)',
          },
        ],
      },
    ],
  },
  {
    row: 'Process',
    panels: [
      {
        title: 'CPU',
        description: 'Cores.',
        unit: 'short',
        queries: [
          { expr: `sum by (pod) (rate(process_cpu_seconds_total{${of}}[$__rate_interval]))`, legend: '{{pod}}' },
        ],
      },
      {
        title: 'Memory',
        description: 'Resident, and the part of it that is JavaScript objects.',
        unit: 'bytes',
        queries: [
          { expr: `max by (pod) (process_resident_memory_bytes{${of}})`, legend: '{{pod}} resident' },
          { expr: `max by (pod) (nodejs_heap_size_used_bytes{${of}})`, legend: '{{pod}} heap' },
        ],
      },
      {
        title: 'Event loop lag',
        description: 'How late the event loop is: above some 100 ms everything waits for something that computes.',
        unit: 's',
        queries: [
          { expr: `max by (pod) (nodejs_eventloop_lag_p99_seconds{${of}})`, legend: '{{pod}} 99 %' },
          {
            expr: `sum by (pod, kind) (rate(nodejs_gc_duration_seconds_sum{${of}}[$__rate_interval]))`,
            legend: '{{pod}} garbage collection {{kind}}',
          },
        ],
      },
    ],
  },
]
