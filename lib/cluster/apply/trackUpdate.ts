import type { Call } from '../call.ts'
import type { ApiObject } from '../resourceType.ts'

export const trackUpdate = (_call: Call, _old: ApiObject | undefined, object: ApiObject): ApiObject => object
