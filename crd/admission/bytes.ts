import { bytesOf } from '../../lib/text/bytesOf.ts'

export const MEBIBYTE = 1024 * 1024

/** The bytes of several texts together. */
export const bytesOfAll = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + bytesOf(text), 0)
