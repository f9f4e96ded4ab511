import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8's space for young objects as small as it is when a run begins (8 MiB).
 * Left alone it grows to 64 MiB during the first list and stays so: a quarter of
 * the memory of a controller with 20,000 objects, for no less work.
 */
export const keepYoungSpaceSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1')
