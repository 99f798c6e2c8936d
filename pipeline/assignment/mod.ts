/**
 * Clusters for stores that no job has seen, by a model that a job published.
 *
 * @module
 */
export { type AssignedStores, assignStoreData, type FilledColumn, type UnknownTexts } from "./assign_store_data.ts";
export { modelFromJson } from "./model_from_json.ts";
