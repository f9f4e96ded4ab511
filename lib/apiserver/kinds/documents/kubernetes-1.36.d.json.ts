import type { KindsDocument } from './kindsDocument.ts'

declare const kubernetes: KindsDocument
export = kubernetes
