/**
 * How command lines are read: `@optique/core` parsers, one grammar per command, with our errors, help and suggestions.
 *
 * @module
 */
export {
  commonFields,
  defaultOption,
  environmentOption,
  jsonOption,
  optionalArgument,
  repeatedOption,
  required,
  setOption,
  switchOption,
  valueOption,
} from "./fields.ts";
export { type Assignment, assignment, filePath, oneOf, share, wholeNumber, word } from "./values.ts";
