/** Text without the characters at its end for which `goes` is true. */
export const withoutEnd = (text: string, goes: (character: string) => boolean): string => {
  let end = text.length
  while (end > 0 && goes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}
