export interface Queue<T> {
  /** Appends a value; answers with the function that takes it out again, wherever it is by then. */
  readonly push: (value: T) => () => void
  /** Takes out the oldest value; `undefined` when empty. */
  readonly shift: () => { readonly value: T } | undefined
  readonly size: () => number
}

interface Link<T> {
  readonly value: T
  previous: Link<T> | undefined
  next: Link<T> | undefined
  linked: boolean
}

/** First in, first out, or out of the middle; each in constant time (an array's `shift` and `splice` are not). */
export const queue = <T>(): Queue<T> => {
  let first: Link<T> | undefined
  let last: Link<T> | undefined
  let size = 0

  const remove = (link: Link<T>): void => {
    if (!link.linked) return
    link.linked = false
    size -= 1
    if (link.previous === undefined) first = link.next
    else link.previous.next = link.next
    if (link.next === undefined) last = link.previous
    else link.next.previous = link.previous
  }

  return {
    push: value => {
      const link: Link<T> = { value, previous: last, next: undefined, linked: true }
      if (last === undefined) first = link
      else last.next = link
      last = link
      size += 1
      return () => remove(link)
    },
    shift: () => {
      const link = first
      if (link !== undefined) remove(link)
      return link
    },
    size: () => size,
  }
}
