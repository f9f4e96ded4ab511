import { stringify } from 'yaml'

/** Objects as YAML, fields in alphabetical order. */
export const manifestText = (objects: readonly object[]): string =>
  objects
    .map(object => stringify(object, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n')
