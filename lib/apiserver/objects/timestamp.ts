/** Milliseconds since the epoch as RFC 3339 in UTC with whole seconds, as `metadata.creationTimestamp` has it. */
export const timestamp = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  const days = Math.floor(seconds / 86_400)
  const rest = seconds - days * 86_400
  const clock = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60].map(two).join(':')
  return `${dateOf(days)}T${clock}Z`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Days since 1970-01-01 as a date of the Gregorian calendar, counted in eras of 400 years that begin in March. */
const dateOf = (days: number): string => {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const day = shifted - era * 146_097
  const year = Math.floor((day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365)
  const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const month = Math.floor((5 * ofYear + 2) / 153)
  const ofMonth = ofYear - Math.floor((153 * month + 2) / 5) + 1
  const calendarMonth = month < 10 ? month + 3 : month - 9
  const calendarYear = year + era * 400 + (calendarMonth <= 2 ? 1 : 0)
  return `${String(calendarYear).padStart(4, '0')}-${two(calendarMonth)}-${two(ofMonth)}`
}
