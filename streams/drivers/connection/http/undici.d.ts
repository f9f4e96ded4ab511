/** undici's index costs 7 MiB and 60 ms more than the one dispatcher that every run needs; its types are the public ones. */
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici'
}
