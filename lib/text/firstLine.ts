/** The first line that is not blank, trimmed; `''` where there is none. */
export const firstLine = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '') ?? ''
