import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { processes, root } from './specs.ts'

/** `npm test`: all specs, each in the process that spec/specs.ts gives it. */

// Each process would strip the types of the same files and compile them anew, and each program that a spec starts.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/compiled')

const tests = run({
  files: processes.map(file => join(root, file)),
  // Two more than there are cores: the longest files wait most of their time.
  concurrency: availableParallelism() + 2,
})
let succeeded: boolean | undefined
tests.on('test:summary', ({ file, success }) => {
  if (file === undefined) succeeded = success
})
tests.on('test:fail', () => {
  process.exitCode = 1
})
process.on('exit', () => {
  if (succeeded !== true) process.exitCode = 1
})
tests.compose(new spec()).pipe(process.stdout)
