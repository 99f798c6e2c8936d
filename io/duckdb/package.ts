// What is used of the package at run time, named one by one: bundlers find no names in a package that is loaded late.
export { BIGINT, DOUBLE, DuckDBDataChunk, DuckDBInstance, LIST, listValue, VARCHAR } from "@duckdb/node-api";
