import type { Session } from "../duckdb/mod.ts";
import type { TableContract } from "../schema/mod.ts";
import { quoteName } from "../sql.ts";
import { type BadRecord, longestRecord, longestText } from "./csv_copy.ts";
import { splitCells } from "./csv_scan.ts";
import type { OpenedCsv } from "./csv_open.ts";
import { mostListed, type RowPlace } from "./types.ts";

/** What is wrong with one line. */
export interface LineFault {
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly fault: BadRecord["fault"] | "number" | "other";
  /** 0-based column of a text that is no number. */
  readonly column?: number | undefined;
}

/** Lines that are no rows, put into a table of the session in our own words. */
export class UnparsedLines {
  /** Lines that were counted only, because there are too many to list. */
  unlisted = 0;
  /** The table, as `Staged.unparsed` describes it. */
  readonly relation: string;
  readonly #session: Session;
  readonly #nullValues: ReadonlySet<string>;
  readonly #wholeNumbers: ReadonlySet<string>;
  #listed = 0;

  constructor(
    session: Session,
    relation: string,
    nullValues: readonly string[],
    contract: TableContract | undefined,
  ) {
    this.relation = relation;
    this.#session = session;
    this.#nullValues = new Set(nullValues);
    const whole = contract?.columns.filter(({ type }) => type === "BIGINT") ?? [];
    this.#wholeNumbers = new Set(whole.map(({ name }) => name));
  }

  /** Makes the empty table. */
  async create(): Promise<void> {
    await this.#session.run(
      `CREATE TABLE ${quoteName(this.relation)} (file VARCHAR, line BIGINT, "column" VARCHAR, rule VARCHAR,
         text VARCHAR, message VARCHAR)`,
    );
  }

  /** What {@link restore} goes back to. */
  mark(): readonly [listed: number, unlisted: number] {
    return [this.#listed, this.unlisted];
  }

  /** Forgets the lines of a file that were added since the mark. */
  async restore([listed, unlisted]: readonly [number, number], { path }: OpenedCsv): Promise<void> {
    await this.#session.run(`DELETE FROM ${quoteName(this.relation)} WHERE file = $path`, { path });
    [this.#listed, this.unlisted] = [listed, unlisted];
  }

  /** Adds lines of a file; their numbers are those of the user's file. */
  async add(file: OpenedCsv, faults: readonly LineFault[]): Promise<void> {
    const listed = faults.slice(0, mostListed - this.#listed);
    this.#listed += listed.length;
    this.unlisted += faults.length - listed.length;
    const rows = listed.map((fault) => this.#explain(file, fault));
    await this.#session.append(this.relation, [
      rows.map(() => file.path),
      listed.map(({ line }) => BigInt(line)),
      rows.map(({ column }) => column ?? null),
      rows.map(({ rule }) => rule),
      rows.map(({ text }) => text),
      rows.map(({ message }) => message),
    ]);
  }

  #explain(file: OpenedCsv, { bytes, fault, column = 0 }: LineFault): Explained {
    const text = decode(bytes);
    if (fault !== "number") return { rule: "parse", text, message: structureMessage(file, fault, bytes) };
    const name = file.names[column]!;
    const cell = cellsOf(file, bytes)[column]?.trim() ?? "";
    if (this.#nullValues.has(cell)) {
      return { column: name, rule: `${name}: required`, text, message: `${name} must be: required; found no value` };
    }
    const wanted = this.#wholeNumbers.has(name) ? "whole number" : "number";
    const message = `${name} must be: ${wanted}; found ${JSON.stringify(cell.slice(0, 200))}`;
    return { column: name, rule: `${name}: number`, text, message };
  }
}

interface Explained {
  readonly column?: string;
  readonly rule: string;
  readonly text: string;
  readonly message: string;
}

function structureMessage(file: OpenedCsv, fault: LineFault["fault"], bytes: Uint8Array): string {
  const { length } = file.names;
  switch (fault) {
    case "cells": {
      const found = cellsOf(file, bytes).length;
      return `a row must have ${length} cells, as the header has; found ${found}`;
    }
    case "encoding":
      return "a row must be UTF-8 text; set `encoding` if the file has another one";
    case "length":
      return `a row must have at most ${longestRecord} bytes`;
    case "quote":
      return "a quoted cell must end with a quote, and a quote inside it must be doubled";
    case "number":
    case "other":
      return "a row must be delimited text";
    default:
      return fault satisfies never;
  }
}

function cellsOf({ dialect }: OpenedCsv, bytes: Uint8Array): string[] {
  return splitCells(new TextDecoder().decode(bytes), dialect.delimiter, dialect.quote);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, longestText));
}

/** A row's place, with its cells by name. */
export function placeOf(file: OpenedCsv, line: number, bytes: Uint8Array): RowPlace {
  return {
    file: file.path,
    line,
    text: decode(bytes),
    cell: (column) => cellsOf(file, bytes)[file.names.indexOf(column)],
  };
}
