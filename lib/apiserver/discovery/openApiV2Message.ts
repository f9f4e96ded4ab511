import { fieldsIn, isRecord } from '../../json/fields.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import {
  doubleField,
  flagField,
  messageField,
  namedFields,
  textField,
  textFields,
  type WireMessage,
  type WireValue,
  wholeField,
} from '../wire/protobufWriter.ts'

/** What clients ask for, and what they get: `@` may not stand in a media type. */
export const openApiV2Asked = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
export const openApiV2Protobuf = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** An OpenAPI v2 document as a message of the package openapi.v2 (gnostic), by the numbers of its fields. */
export const openApiV2Message = ({ swagger, info, paths, definitions }: ApiObject): WireMessage => [
  textField(1, swagger),
  messageField(2, [textField(1, fieldsIn(info).title), textField(2, fieldsIn(info).version)]),
  messageField(8, namedFields(2, paths, pathItem)),
  messageField(9, namedFields(1, definitions, schema)),
]

const pathItem = (of: unknown): WireMessage => {
  const { parameters, ...operations } = fieldsIn(of)
  return [
    ...verbs.map(([number, verb]) => {
      const said = operations[verb]
      return isRecord(said) ? messageField(number, operation(said)) : undefined
    }),
    ...parameterFields(9, parameters),
  ]
}

const verbs = [
  [2, 'get'],
  [3, 'put'],
  [4, 'post'],
  [5, 'delete'],
  [8, 'patch'],
] as const

const operation = (of: ApiObject): WireMessage => [
  ...textFields(1, of.tags),
  ...textFields(6, of.produces),
  ...textFields(7, of.consumes),
  ...parameterFields(8, of.parameters),
  messageField(9, namedFields(1, of.responses, response)),
  ...extensions(13, of),
]

/** A ResponseValue that is a Response. */
const response = (of: unknown): WireMessage => {
  const { description, schema: said } = fieldsIn(of)
  return [messageField(1, [textField(1, description), messageField(2, [messageField(1, schema(said))])])]
}

/** ParametersItems that are Parameters: of the body, of the query or of the path. */
const parameterFields = (number: number, parameters: unknown): WireMessage =>
  Array.isArray(parameters)
    ? parameters.map(each => messageField(number, [messageField(1, parameter(fieldsIn(each)))]))
    : []

const parameter = ({ name, in: at, required, type, uniqueItems, schema: said }: ApiObject): WireMessage => {
  if (at === 'body')
    return [
      messageField(1, [textField(2, name), textField(3, at), flagField(4, required), messageField(5, schema(said))]),
    ]
  const typeAt = at === 'path' ? 5 : 6
  const uniqueAt = at === 'path' ? 19 : 20
  return [
    messageField(2, [
      messageField(at === 'path' ? 4 : 3, [
        flagField(1, required),
        textField(2, at),
        textField(4, name),
        textField(typeAt, type),
        flagField(uniqueAt, uniqueItems),
      ]),
    ]),
  ]
}

const schema = (of: unknown): WireMessage => {
  const said = fieldsIn(of)
  return [
    textField(1, said.$ref),
    textField(2, said.format),
    textField(4, said.description),
    said.default === undefined ? undefined : messageField(5, any(said.default)),
    doubleField(6, said.multipleOf),
    doubleField(7, said.maximum),
    flagField(8, said.exclusiveMaximum),
    doubleField(9, said.minimum),
    flagField(10, said.exclusiveMinimum),
    wholeField(11, said.maxLength),
    wholeField(12, said.minLength),
    textField(13, said.pattern),
    wholeField(14, said.maxItems),
    wholeField(15, said.minItems),
    flagField(16, said.uniqueItems),
    wholeField(17, said.maxProperties),
    wholeField(18, said.minProperties),
    ...textFields(19, said.required),
    ...(Array.isArray(said.enum) ? said.enum.map(each => messageField(20, any(each))) : []),
    said.additionalProperties === undefined ? undefined : messageField(21, additional(said.additionalProperties)),
    said.type === undefined ? undefined : messageField(22, [textField(1, said.type)]),
    said.items === undefined ? undefined : messageField(23, [messageField(1, schema(said.items))]),
    said.properties === undefined ? undefined : messageField(25, namedFields(1, said.properties, schema)),
    ...extensions(31, said),
  ]
}

const additional = (of: unknown): WireMessage => [isRecord(of) ? messageField(1, schema(of)) : flagField(2, of)]

const extensions = (number: number, of: ApiObject): WireMessage =>
  Object.entries(of).flatMap(([name, value]): readonly (WireValue | undefined)[] =>
    name.startsWith('x-') ? namedFields(number, { [name]: value }, any) : [],
  )

/** A value as YAML, of which JSON is a part. */
const any = (value: unknown): WireMessage => [textField(2, JSON.stringify(value))]
