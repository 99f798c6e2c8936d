/**
 * Writers: tables of a session become files that others read.
 *
 * @module
 */
export { writerKinds } from "./kinds.ts";
export { type PartitionFile, type PartitionMap, partitionMapName, readPartitionMap } from "./partition_map.ts";
export { type Publication, publishFiles } from "./publish.ts";
export { defineWriter, type FileFormat, type WriteContext, type WriterKind } from "./types.ts";
