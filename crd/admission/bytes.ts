export const MEBIBYTE = 1024 * 1024

/** In UTF-8, as the API server counts. */
export const bytesOf = (texts: readonly string[]): number => {
  const encoder = new TextEncoder()
  return texts.reduce((sum, text) => sum + encoder.encode(text).length, 0)
}
