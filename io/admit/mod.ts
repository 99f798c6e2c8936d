/**
 * The step between a reader and the pipeline: names, types, rules, rejects.
 *
 * @module
 */
export { admit, type AdmitOptions } from "./admit.ts";
