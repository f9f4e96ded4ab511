/** Credentials that cannot be had. The message is one line with culprit and remedy. */
export class CredentialsError extends Error {}
