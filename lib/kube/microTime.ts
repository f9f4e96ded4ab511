/** Milliseconds since the epoch as a MicroTime, which must have six digits after the second. */
export const microTime = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '000Z')
