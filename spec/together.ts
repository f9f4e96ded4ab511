import { join } from 'node:path'
import { test } from 'node:test'
import { root, together } from './specs.ts'

/** Loads the specs that share a process. A file that cannot be loaded is a test that fails. */

for (const file of together) {
  await import(join(root, file)).catch((error: unknown) => {
    test(file, () => {
      throw error
    })
  })
}
