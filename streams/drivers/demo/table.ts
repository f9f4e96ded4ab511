import picocolors from 'picocolors'
import type { MyAppObject } from '../../../crd/myapp.ts'
import { myAppCondition } from './myApps.ts'

/** MyApps with their readiness, in columns as kubectl shows them. */
export const demoTable = (apps: readonly MyAppObject[]): string => {
  const rows = [['MYAPP', 'IMAGE', 'REPLICAS', 'READY', 'WHY'], ...apps.map(cellsOf)]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  const lines = rows.map((row, at) =>
    row
      .map((cell, column) => coloured(cell.padEnd(widths[column] ?? 0), at === 0, column))
      .join('  ')
      .trimEnd(),
  )
  return lines.join('\n')
}

const readyColumn = 3

const cellsOf = (app: MyAppObject): readonly string[] => {
  const ready = myAppCondition(app, 'Ready')
  const replicas = `${app.status?.readyReplicas ?? 0}/${app.spec.replicas}`
  return [app.metadata.name, app.spec.image, replicas, ready?.status ?? 'Unknown', ready?.message ?? '']
}

/** Cells are padded before they are coloured: the codes of colours have no width. */
const coloured = (cell: string, isHead: boolean, column: number): string => {
  if (isHead) return picocolors.bold(cell)
  if (column !== readyColumn) return cell
  return cell.trimEnd() === 'True' ? picocolors.green(cell) : picocolors.yellow(cell)
}
