import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { myApp } from '../../../../crd/controller.ts'
import { installation } from '../../../../crd/installation/installation.ts'
import { monitoringFiles } from '../../../../crd/installation/monitoringFiles.ts'
import { alerts } from '../../../../lib/manifests/monitoring/alerts.ts'
import { panels } from '../../../../lib/manifests/monitoring/panels.ts'
import { jobOf, metricsLabels } from '../../../../lib/manifests/monitoring/scraped.ts'
import { serviceMonitor } from '../../../../lib/manifests/monitoring/serviceMonitor.ts'
import { installationServices } from '../../../../lib/manifests/network.ts'
import { createMetrics } from '../../../../streams/drivers/observability/metrics/metrics.ts'
import { type Family, readExposition } from '../../../streams/drivers/observability/metrics/exposition.ts'
import { myApps } from '../../../streams/simulate/myApps.ts'
import { readQuery } from './promql.ts'

/** What is asked of Prometheus exists: dashboard and alerts against the metrics of a run. */

const scraped = { name: 'sluice', namespace: 'sluice-system' }

/** What Prometheus adds to each series. */
const added = new Set(['job', 'namespace', 'pod'])

/** Of a panel that shows a count beside others, or of an alert: as it is sent. */
const filledIn = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '5m').replace(/\$(job|namespace|controller)/g, 'x')

const queries: readonly (readonly [string, string])[] = [
  ...panels.flatMap(row =>
    row.panels.flatMap(panel => panel.queries.map(({ expr }) => [panel.title, filledIn(expr)] as const)),
  ),
  ...alerts(scraped).map(({ alert, expr }) => [alert, expr] as const),
]

const exposed = async (): Promise<ReadonlyMap<string, Family>> => {
  const metrics = createMetrics()
  const { live, observe } = metrics.controller(myApp)
  const world = myApps({ options: { live } })
  world.events$.subscribe(observe)
  metrics.leading('sluice', () => true)
  const { serving } = metrics.webhooks(['/convert'])
  serving(() => 0)
  metrics.request({ method: 'GET', host: 'a:1', code: 200 })
  metrics.certificate('webhooks')({ _tag: 'Serving', notAfterMs: 1 })
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1', replicas: 1, port: 80 } })
  assert.deepEqual(world.settle(), [])
  const families = readExposition(await metrics.text())
  metrics.close()
  return families
}
const families = await exposed()

/** The family of a series, and what of it. */
const familyOf = (metric: string): Family | undefined =>
  families.get(metric) ??
  [/_bucket$/, /_sum$/, /_count$/]
    .map(suffix => families.get(metric.replace(suffix, '')))
    .find(family => family?.type === 'histogram')

for (const [title, expr] of queries)
  test(`${title} reads what there is: ${expr}`, () => {
    const { selectors, grouped } = readQuery(expr)
    assert.notEqual(selectors.length, 0)
    const labels = new Set(added)
    for (const selector of selectors) {
      const family = familyOf(selector.metric)
      assert.ok(family, `no metric ${selector.metric}`)
      const own = new Set(
        family.samples.filter(({ name }) => name === selector.metric).flatMap(s => Object.keys(s.labels)),
      )
      for (const label of own) labels.add(label)
      for (const label of selector.labels)
        assert.ok(own.has(label) || added.has(label), `${selector.metric} has no ${label}`)
      const grows = family.type !== 'gauge'
      assert.equal(['rate', 'increase'].includes(selector.within), selector.isRange, 'a range is for rate and increase')
      assert.equal(selector.isRange, grows, `${selector.metric} is a ${family.type}`)
      if (expr.startsWith('histogram_quantile')) assert.match(selector.metric, /_bucket$/)
    }
    for (const label of grouped) assert.ok(labels.has(label), `nothing has the label ${label}`)
    if (expr.startsWith('histogram_quantile')) assert.ok(grouped.includes('le'))
  })

test('each metric of a controller is in a panel', () => {
  const shown = new Set(
    queries.flatMap(([, expr]) => readQuery(expr).selectors.map(({ metric }) => familyOf(metric)?.name)),
  )
  const unseen = [...families.keys()].filter(name => !/^(nodejs|process)_/.test(name) && !shown.has(name))
  assert.deepEqual(unseen, [
    'workqueue_work_duration_seconds',
    'workqueue_unfinished_work_seconds',
    'certwatcher_read_certificate_total',
  ])
})

test('each alert says what it is, what it means and what to do', () => {
  const names = alerts(scraped).map(({ alert }) => alert)
  assert.equal(new Set(names).size, names.length)
  for (const { alert, summary, description, runbook } of alerts(scraped)) {
    assert.match(alert, /^Sluice[A-Z]\w+$/)
    assert.match(summary, /^[^\n]{10,120}\.$/, alert)
    for (const text of [description, runbook]) assert.ok(text.length > 30, alert)
  }
  for (const { alert, summary, expr } of alerts(scraped)) {
    const { grouped } = readQuery(expr)
    for (const [, label = ''] of summary.matchAll(/\$labels\.(\w+)/g))
      assert.ok(grouped.includes(label), `${alert}: ${label}`)
  }
})

test('the ServiceMonitor selects the Service of the metrics, and the job is named after it', () => {
  const service = installationServices(installation()).find(({ metadata: { name } }) => name === jobOf(installation()))
  assert.ok(service)
  assert.deepEqual(service.metadata.labels, metricsLabels(installation()))
  assert.match(JSON.stringify(service.spec), /"name":"metrics"/)
  assert.match(JSON.stringify(serviceMonitor(installation()).spec), /"port":"metrics"/)
})

for (const [file, text] of Object.entries(monitoringFiles()))
  test(`${file} is what the code says`, () => {
    const path = new URL(`../../../../${file}`, import.meta.url)
    const checkedIn = existsSync(path) ? readFileSync(path, 'utf8') : ''
    assert.equal(checkedIn, text, `${file} is out of date; write it anew with: npm run manifests`)
  })

test('panels lie side by side and nowhere over each other', () => {
  const { panels: drawn } = JSON.parse(monitoringFiles()['crd/monitoring/dashboard.json'] ?? '')
  const taken = new Set<string>()
  for (const { id, gridPos } of drawn) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.ok(x < 24 && !taken.has(`${x} ${y}`), `panel ${id}`)
        taken.add(`${x} ${y}`)
      }
  }
  assert.ok(drawn.length > 20)
})
