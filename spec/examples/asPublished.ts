import { readFile } from 'node:fs/promises'

/** The text of an example as a user of the package writes it. */
export const asPublished = async (name: string): Promise<string> =>
  (await readFile(new URL(`${name}.ts`, import.meta.url), 'utf8'))
    .replaceAll("'../../lib/index.ts'", "'sluice'")
    .replaceAll("'../../streams/index.ts'", "'sluice/streams'")
    .replaceAll("'../../streams/drivers/index.ts'", "'sluice/drivers'")
    .replaceAll("'../../streams/drivers/testing.ts'", "'sluice/testing'")
    .replaceAll(/'(\.\/\w+)\.ts'/g, "'$1.js'")
