import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";

/** A place in a source map's terms: lines and columns from 0. */
interface Segment {
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

/** What of a source map is used. */
interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/** Finds the place in the source, `file:line:column`, of one in a script; lines and columns count from 1. */
export type FindPlace = (script: string, line: number, column: number) => string | undefined;

/**
 * Has the stacks of errors name places in the source.
 *
 * Stacks are written when somebody reads them, so this costs nothing before.
 */
export function mapTraces(find: FindPlace): void {
  const write = (error: unknown, sites: readonly CallSite[]) => {
    const lines = sites.map((site) => `    at ${mappedSite(site, find)}`);
    return [String(error), ...lines].join("\n");
  };
  Reflect.set(Error, "prepareStackTrace", write);
}

/** What V8 tells of a call. */
interface CallSite {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

function mappedSite(site: CallSite, find: FindPlace): string {
  const text = String(site);
  const [script, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()];
  if (typeof script !== "string" || line === null || column === null) return text;
  const found = find(script, line, column);
  return found === undefined ? text : text.replace(`${script}:${line}:${column}`, found);
}

/** Finds places by the source maps beside scripts, each read when it is first needed. @param read gives undefined for no file */
export function placesByMaps(read: (url: URL) => string | undefined): FindPlace {
  const maps = new Map<string, ReturnType<typeof openMap> | undefined>();
  return (script, line, column) => {
    if (!maps.has(script)) {
      const url = isAbsolute(script) ? pathToFileURL(script).href : script;
      const text = url.startsWith("file:") ? read(new URL(`${url}.map`)) : undefined;
      maps.set(script, text === undefined ? undefined : openMap(JSON.parse(text), url));
    }
    return maps.get(script)?.(line, column);
  };
}

function openMap(
  { sources, mappings }: SourceMap,
  script: string,
): (line: number, column: number) => string | undefined {
  const lines = readMappings(mappings);
  return (line, column) => {
    const found = lines[line - 1]?.findLast((segment) => segment.column <= column - 1);
    if (found === undefined) return undefined;
    return `${new URL(sources[found.source]!, script).href}:${found.sourceLine + 1}:${found.sourceColumn + 1}`;
  };
}

/** Reads the field `mappings` of a source map of version 3: for each line its segments. */
function readMappings(mappings: string): readonly (readonly Segment[])[] {
  let [source, sourceLine, sourceColumn] = [0, 0, 0];
  return mappings.split(";").map((text) => {
    let column = 0;
    const segments: Segment[] = [];
    for (const part of text.split(",")) {
      const [toColumn, toSource, toLine, toSourceColumn] = readNumbers(part);
      if (toColumn === undefined) continue;
      column += toColumn;
      if (toSource === undefined || toLine === undefined || toSourceColumn === undefined) continue;
      [source, sourceLine, sourceColumn] = [source + toSource, sourceLine + toLine, sourceColumn + toSourceColumn];
      segments.push({ column, source, sourceLine, sourceColumn });
    }
    return segments;
  });
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Numbers in base 64 of variable length: five bits a digit, least first, a sixth for "goes on", the lowest bit the sign. */
function readNumbers(text: string): readonly number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of text) {
    const bits = digits.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
