/**
 * Table contracts: what a table must be, as a zod object, compiled to set-based SQL.
 *
 * @module
 */
export {
  type ColumnContract,
  type ColumnRule,
  compileContract,
  type ContractType,
  type TableContract,
  wholeNumber,
} from "./contract.ts";
