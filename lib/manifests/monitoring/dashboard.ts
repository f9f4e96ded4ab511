import { type Panel, panels } from './panels.ts'
import { jobOf, type Scraped } from './scraped.ts'

const source = { type: 'prometheus', uid: '$datasource' }

/** A Grafana dashboard, to be imported as it is. Its variables begin with this installation. */
export const dashboard = (scraped: Scraped): object => ({
  uid: scraped.name,
  title: `Controllers: ${scraped.name}`,
  tags: ['kubernetes', 'controller'],
  editable: true,
  graphTooltip: 1,
  refresh: '30s',
  schemaVersion: 39,
  time: { from: 'now-1h', to: 'now' },
  timezone: 'browser',
  templating: {
    list: [
      { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
      variable('namespace', 'Namespace', 'label_values(sluice_parked_keys, namespace)', scraped.namespace),
      variable('job', 'Job', 'label_values(sluice_parked_keys{namespace="$namespace"}, job)', jobOf(scraped)),
      {
        ...variable('controller', 'Controller', 'label_values(sluice_parked_keys{job="$job"}, controller)', '$__all'),
        includeAll: true,
        multi: true,
        allValue: '.*',
      },
    ],
  },
  panels: laidOut(),
})

const variable = (name: string, label: string, query: string, value: string) => ({
  name,
  label,
  type: 'query',
  datasource: source,
  query: { query, refId: name },
  definition: query,
  refresh: 2,
  sort: 1,
  current: { text: value === '$__all' ? 'All' : value, value },
})

const width = 8
const height = 8
const columns = 24 / width

/** Row by row, three panels side by side. */
const laidOut = (): readonly object[] => {
  let y = 0
  let id = 0
  return panels.flatMap(({ row, panels: within }) => {
    const header = {
      id: ++id,
      type: 'row',
      title: row,
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    }
    const top = y + 1
    y = top + Math.ceil(within.length / columns) * height
    return [
      header,
      ...within.map((panel, at) => ({
        id: ++id,
        gridPos: { x: (at % columns) * width, y: top + Math.floor(at / columns) * height, w: width, h: height },
        ...drawn(panel),
      })),
    ]
  })
}

const drawn = ({ title, description, unit, queries, stacked }: Panel) => ({
  type: 'timeseries',
  title,
  description,
  datasource: source,
  fieldConfig: {
    defaults: {
      unit,
      min: 0,
      custom: { fillOpacity: stacked ? 30 : 0, stacking: { mode: stacked ? 'normal' : 'none' }, showPoints: 'never' },
    },
    overrides: [],
  },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: queries.map(({ expr, legend }, at) => ({
    refId: String.fromCharCode(65 + at),
    datasource: source,
    expr,
    legendFormat: legend,
  })),
})
