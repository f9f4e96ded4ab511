import type { Schema } from '../resourceType.ts'
import { mergePatch } from './mergePatch.ts'

export const strategicMergePatch = (_schema: Schema, target: unknown, patch: unknown): unknown => mergePatch(target, patch)
