/** The memory of bodies that are being received, in sum over all clients. */
export interface BodyBudget {
  /** A body begins. `drop` is called where its memory is needed for others. */
  readonly begin: (drop: () => void) => Receiving
}

export interface Receiving {
  /** So many bytes more have come. */
  readonly received: (bytes: number) => void
  /** The body is complete, or given up: its memory is no longer counted. */
  readonly end: () => void
}

/** While more than `mostBytes` are held, the body that has been silent longest is dropped: who sends slowly holds up nobody. */
export const bodyBudget = (mostBytes: number): BodyBudget => {
  let held = 0
  /** The longest silent first. */
  const bodies = new Map<object, { bytes: number; readonly drop: () => void }>()
  const release = (body: object): void => {
    held -= bodies.get(body)?.bytes ?? 0
    bodies.delete(body)
  }
  return {
    begin: drop => {
      const body = {}
      bodies.set(body, { bytes: 0, drop })
      return {
        received: bytes => {
          const known = bodies.get(body)
          if (known === undefined) return
          held += bytes
          bodies.delete(body)
          bodies.set(body, { ...known, bytes: known.bytes + bytes })
          for (const [oldest, { drop: dropOldest }] of bodies) {
            if (held <= mostBytes) return
            release(oldest)
            dropOldest()
          }
        },
        end: () => release(body),
      }
    },
  }
}
