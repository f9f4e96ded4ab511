import type { ICruiseOptions, IFlattenedRuleSet } from 'dependency-cruiser'

export const wings: readonly (readonly string[])[]
declare const structure: IFlattenedRuleSet & { readonly options: ICruiseOptions }
export default structure
