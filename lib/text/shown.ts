/** The longest text that is shown of what a stranger may have written, in UTF-16 units. */
const most = 4000

/**
 * Text for a terminal or a log: control characters, with which a line could be forged or a terminal
 * steered, are written as escapes, and what is very long is cut.
 */
export const shown = (text: string): string => {
  const cut =
    text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}… (${text.length} characters)`
  return cut.replaceAll(/[\p{Cc}\u2028\u2029]/gu, character => escapes[character] ?? codeOf(character))
}

const escapes: { readonly [character: string]: string | undefined } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const codeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
