import { type CertificateWorld, refusal, startCertificateWorld, targets } from './world.ts'

/** What a client of some replica would refuse now, if anything. A target without any bundle does not count. */
export const faultOf = (world: CertificateWorld): string | undefined => {
  for (const [at, { served }] of world.replicas().entries()) {
    const certificate = served.at(-1)
    if (certificate === undefined) continue
    for (const { target, authorities } of world.bundles()) {
      const why = refusal(certificate, authorities, world.nowMs())
      if (why !== undefined) return `${new Date(world.nowMs()).toISOString()} replica ${at} for ${target}: ${why}`
    }
  }
  return undefined
}

/** A world that is looked at from `watched` on. */
export const startWatched = (): {
  readonly world: CertificateWorld
  readonly watch: () => void
  readonly faults: Set<string>
} => {
  const faults = new Set<string>()
  let isWatched = false
  const world = startCertificateWorld(targets, now => {
    const fault = isWatched ? faultOf(now) : undefined
    if (fault !== undefined) faults.add(fault)
  })
  return {
    world,
    watch: () => {
      isWatched = true
    },
    faults,
  }
}
