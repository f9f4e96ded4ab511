import type { Instruments } from './instruments.ts'

/** client-go's metrics of leader election, under its names. `leads` is called at each scrape. */
export const leaderMetrics = ({ gauge, onScrape }: Instruments): ((name: string, leads: () => boolean) => void) => {
  const master = gauge(
    'leader_election_master_status',
    'Whether this process is master of the relevant lease: 0 is backup, 1 is master. name identifies the lease',
    ['name'],
  )
  return (name, leads) => onScrape(() => master.set({ name }, leads() ? 1 : 0))
}
