/** Text on one line: line breaks and the blanks around them become one blank. */
export const oneLine = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .join(' ')
