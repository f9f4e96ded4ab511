import { isLeft } from 'fp-ts/lib/Either.js'
import { compareReplay } from '../../recording/compareReplay.ts'
import { ExitError, exitCodes } from './exit.ts'
import { readJournal } from './journal.ts'
import { loadController } from './loadController.ts'

/**
 * Would this controller have planned the same? Exit code 0: every plan of the
 * recording, byte for byte. Otherwise 1, after a line for each plan that differs.
 */
export const replayVerb = async (recordingFile: string, controllerFile: string | undefined): Promise<void> => {
  const recording = await readJournal(recordingFile)
  if (isLeft(recording)) throw new ExitError(recording.left, exitCodes.usage)
  const { controller } = await loadController(controllerFile)
  const { same, different, astray, notCompared } = compareReplay(controller, recording.right)
  if (recording.right.note !== undefined) process.stdout.write(`${recordingFile}: ${recording.right.note}\n`)
  for (const { line, key, differences } of different) {
    process.stdout.write(`line ${line}: ${key}: ${differences.join('; ')}\n`)
  }
  if (astray !== undefined) {
    process.stdout.write(`line ${astray.line}: ${astray.message}: ${notCompared} later plans were not compared\n`)
  }
  process.stdout.write(`${same} plans are the same, ${different.length} differ\n`)
  if (different.length > 0 || astray !== undefined) {
    throw new ExitError(`${controller.name} would have planned otherwise than in ${recordingFile}`)
  }
}
