export const bundle: (folder?: string) => Promise<void>
