import { recordAt } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { annotationErrors, labelErrors } from '../rules/validateMetadata.ts'
import { validatePodSpec } from './podRules.ts'

/** The rules for the template of pods that end by themselves. */
export const validateEndingTemplate = (template: ApiObject, path: string): readonly FieldError[] => {
  const metadata = recordAt(template, 'metadata')
  const spec = recordAt(template, 'spec')
  const { restartPolicy = '' } = spec
  const supported = ['OnFailure', 'Never']
  return [
    ...labelErrors(recordAt(metadata, 'labels'), `${path}.labels`),
    ...annotationErrors(recordAt(metadata, 'annotations'), `${path}.annotations`),
    ...validatePodSpec(spec, `${path}.spec`),
    ...(supported.some(policy => policy === restartPolicy)
      ? []
      : [
          restartPolicy === '' || restartPolicy === 'Always'
            ? fieldError.required(`${path}.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')
            : fieldError.notSupported(`${path}.spec.restartPolicy`, restartPolicy, supported),
        ]),
  ]
}
