/**
 * What people look at in clusters: models, stores, merges, movements, names and files, read from what runs stored.
 *
 * @module
 */
export { type ClusterRun, clusterRuns } from "./runs.ts";
export type { ClusterSource } from "./source.ts";
export { type ClusterSide, clusterSides, type ModelKey } from "./values.ts";
export { listModels, type MergeSummary, type ModelList, type ModelSummary } from "./model_list.ts";
export { type ClusterView, drawAgain, type ModelView, readDrawings, readModel, type StoreMark } from "./model.ts";
export { readFeature, readFigures, type ReadOptions, readPoints, type StorePoints } from "./plane.ts";
export { listStores, type StoreChoice, storeOrders, type StoreRow } from "./store_rows.ts";
export { type MergeView, type MovedPairStore, type PairView, readMerge } from "./merge.ts";
export {
  type CategoryMovement,
  listMovements,
  type MovedStore,
  type MovementChoice,
  type MovementView,
  readMovement,
  type SegmentLayer,
  segmentLayers,
} from "./movement.ts";
export {
  readStore,
  searchStores,
  type StoreEntry,
  storeHistory,
  type StoreMerge,
  type StoreMoment,
  type StorePlace,
  type StoreSearch,
  storesMark,
  type StoreView,
} from "./stores.ts";
export { type NearStore, readStoreProfile, type StoreFeature, type StoreProfile } from "./store_profile.ts";
export { type MapChoice, readMap, type StoreMap } from "./store_map.ts";
export {
  continued,
  followNames,
  type GivenName,
  givenNames,
  type NameEntry,
  readNameEntries,
  writeNameEntry,
} from "./names.ts";
export {
  type ExportedFile,
  exportTable,
  listRunFiles,
  type ReportFile,
  reportPath,
  type RunFiles,
  type TableFile,
  type TableFormat,
  tableFormats,
} from "./downloads.ts";
export { type ShownName, shownNames } from "./shown_names.ts";
