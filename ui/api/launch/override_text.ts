import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { ConfigProblem } from "../../../infra/config/mod.ts";
import { Problem } from "../../../infra/errors.ts";

/** Something that is wrong with a text of overrides. */
export interface TextProblem {
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly remedy?: string;
}

/** A setting in a text of overrides. */
export interface TextValue {
  /** Such as `job_params.max_clusters`. */
  readonly path: string;
  /** The value as JSON. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** The settings of a YAML text, and what is wrong with its form. */
export interface ParsedOverrides {
  readonly values: readonly TextValue[];
  readonly problems: readonly TextProblem[];
}

/** Reads a YAML text of settings; maps become paths, lists are values. */
export function parseOverrideText(text: string): ParsedOverrides {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map(({ message, pos: [at] }): TextProblem => {
    const { line, col: column } = lines.linePos(at);
    return { message, line, column };
  });
  if (problems.length > 0) return { values: [], problems };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { values: [], problems: [] };
  if (!isMap(contents)) {
    return { values: [], problems: [{ message: "Settings are written as key: value", line: 1, column: 1 }] };
  }
  const values: TextValue[] = [];
  const visit = (pair: Pair, path: readonly string[]) => {
    const key = pair.key as Node & { readonly value?: unknown };
    const here = [...path, String(key.value).replaceAll(/[\\.=]/g, "\\$&")];
    const { line, col: column } = lines.linePos(key.range?.[0] ?? 0);
    if (isMap(pair.value) && pair.value.items.length > 0) {
      for (const item of pair.value.items) visit(item, here);
      return;
    }
    const value = (pair.value as Node | null)?.toJS(document) ?? null;
    values.push({ path: here.join("."), text: JSON.stringify(value), line, column });
  };
  for (const item of contents.items) visit(item, []);
  return { values, problems: [] };
}

/** Settings as `--set` takes them. */
export function overrideTexts(values: readonly TextValue[]): readonly string[] {
  return values.map(({ path, text }) => `${path}=${plainText(text) ?? text}`);
}

/** A text that says the same without quotes. */
function plainText(json: string): string | undefined {
  const text = /^"([A-Za-z_][\w-]*)"$/.exec(json)?.[1];
  return text === undefined || /^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? undefined : text;
}

/** What is wrong with settings, at the lines where they are written. @throws what is not the text's fault */
export function problemsOf(error: unknown, values: readonly TextValue[]): readonly TextProblem[] {
  if (error instanceof ConfigProblem) {
    return error.issues.map(({ path, text, remedy }) => ({
      message: path === "" ? text : `${path}: ${text}`,
      ...(path === "" ? {} : { path }),
      ...placeOf(path, values),
      ...(remedy === undefined ? {} : { remedy }),
    }));
  }
  if (!(error instanceof Problem)) throw error;
  const { message, remedy } = error;
  return [{ message, ...(remedy === undefined ? {} : { remedy }) }];
}

function placeOf(path: string, values: readonly TextValue[]): { readonly line?: number; readonly column?: number } {
  const found = values.find((value) => path === value.path) ??
    values.find((value) => path.startsWith(value.path) || value.path.startsWith(path));
  return found === undefined ? {} : { line: found.line, column: found.column };
}
