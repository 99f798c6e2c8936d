/**
 * Sample data: sales, need states and external files with planted segments and a known amount of dirt.
 *
 * @module
 */
export { type DirtCounts, generate, generatedFiles, type GenerateReport } from "./generate.ts";
export { type DirtLevel, dirtLevels, type GenerateOptions, type GeneratorFormat, generatorFormats } from "./options.ts";
