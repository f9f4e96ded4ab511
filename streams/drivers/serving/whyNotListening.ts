/** Why a server cannot listen, in one line, and what to do about it. */
export const whyNotListening = ({ code, message }: NodeJS.ErrnoException, host: string, port: number): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is taken by another program: choose another port, or 0 for any free one`
    case 'EACCES':
      return `port ${port} of ${host} may not be opened by this user: choose one above 1023`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: choose 127.0.0.1 or 0.0.0.0`
    default:
      return `cannot listen on ${host}:${port}: ${message}`
  }
}
