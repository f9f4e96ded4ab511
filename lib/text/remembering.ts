/**
 * Asks about each short text once: the objects of a fleet have the same images, keys and file names again and again.
 * Only so many are remembered, whatever strangers send.
 */
export const remembering = (accepts: (text: string) => boolean): ((text: string) => boolean) => {
  const accepted = new Set<string>()
  return text => {
    if (accepted.has(text)) return true
    if (!accepts(text)) return false
    if (accepted.size < most && text.length <= longest) accepted.add(text)
    return true
  }
}

const most = 256
/** In UTF-16 units. */
const longest = 256
