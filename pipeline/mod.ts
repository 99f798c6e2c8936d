/**
 * The project: its configuration, assets, jobs and resources.
 *
 * @module
 */
export { type AssetOptions, projectAssets } from "./assets/mod.ts";
export {
  type AssignedStores,
  assignStoreData,
  type FilledColumn,
  modelFromJson,
  type UnknownTexts,
} from "./assignment/mod.ts";
export { openProject } from "./definitions.ts";
export {
  type CellValue,
  type ColumnFilter,
  type ConsoleCatalog,
  type ConsoleTable,
  type DataFile,
  type Download,
  downloadFormats,
  type DownloadSource,
  type ExecuteTask,
  type FilterOperator,
  filterOperators,
  type Inspector,
  openInspector,
  openTextSearch,
  rejectFilters,
  rejectsFiles,
  type TextSearch,
  type TextSpan,
} from "./inspection/mod.ts";
export { jobs } from "./jobs.ts";
export { sourceVersion } from "./source_version.ts";
export { isAnythingTold, judgeSettings, lineageChannel, openChannels } from "./resources/alerting.ts";
export { type ChannelTry, tryChannels, type TryOptions } from "./resources/try_channels.ts";
export {
  type LoadedSettings,
  loadSettings,
  settingsSchemaJson,
  type SettingsSource,
} from "./resources/load_settings.ts";
export { retentionPolicy } from "./resources/retention_settings.ts";
export { sessionOptions } from "./resources/project_resources.ts";
export { type Settings, settingsSchema } from "./resources/settings.ts";
