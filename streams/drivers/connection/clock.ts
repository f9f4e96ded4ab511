import { asyncScheduler } from 'rxjs'
import type { ListWatchSources } from '../../ports/sources.ts'

/** Real time and real randomness, as the ports want them. */
export const clock: Pick<ListWatchSources, 'scheduler' | 'random'> = { scheduler: asyncScheduler, random: Math.random }
