import type { z } from "zod";
import type { ReaderKind, StageContext, Staged } from "../../io/readers/types.ts";
import { quoteName } from "../../io/sql.ts";
import type { ReadOptions } from "../../io/types.ts";
import type { Workspace } from "./workspace.ts";

/** What a kind of reader staged, as rows. */
export interface StagedRows {
  readonly staged: Staged;
  /** Column name → type, as the kind says. */
  readonly types: Readonly<Record<string, string>>;
  /** Rows with their columns by name. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** `file:line` of each row, files without the workspace's folder. */
  readonly origins: readonly string[];
  /** `file:line: text (message)` of what could not be parsed. */
  readonly unparsed: readonly string[];
}

/** The context that the kinds see in a test. */
export function stageContext(workspace: Workspace, options: Partial<ReadOptions> = {}): StageContext {
  let scratch = 0;
  return {
    session: workspace.session,
    dataset: "x",
    options: { as: "x", ...options },
    place: "readers.x",
    scratchDirectory: workspace.folder,
    filesFrom: Infinity,
    keptFile: (name) => workspace.path(`${crypto.randomUUID()}.${name}`),
    scratch: (label) => `${label}_${++scratch}_${crypto.randomUUID()}`,
  };
}

/** Stages a source and reads what is there, which only a test may do. */
export async function stageRows<Config extends z.ZodObject>(
  workspace: Workspace,
  kind: ReaderKind<Config>,
  settings: Readonly<Record<string, unknown>>,
  options: Partial<ReadOptions> = {},
): Promise<StagedRows> {
  const { session, folder } = workspace;
  const config = kind.config.parse(settings);
  const staged = await kind.stage(config, stageContext(workspace, options));
  const cells = staged.columns.map(({ name, sql }, index) => `${sql ?? quoteName(name)} AS ${quoteName(`c${index}`)}`);
  const select = [`${staged.origin.file} || ':' || ${staged.origin.line} AS origin`, ...cells].join(", ");
  const found = await session.rows<Record<string, unknown>>(`SELECT ${select} FROM ${staged.from}`);
  const unparsed = staged.unparsed === undefined ? [] : await session.rows<{ place: string }>(
    `SELECT file || ':' || line || ': ' || text || ' (' || message || ')' AS place FROM ${staged.unparsed} ORDER BY file, line`,
  );
  await staged.release?.();
  const relative = (text: unknown) => String(text).replace(`${folder}/`, "");
  return {
    staged,
    types: Object.fromEntries(staged.columns.map(({ name, type }) => [name, type])),
    rows: found.map((row) => Object.fromEntries(staged.columns.map(({ name }, index) => [name, row[`c${index}`]]))),
    origins: found.map(({ origin }) => relative(origin)),
    unparsed: unparsed.map(({ place }) => relative(place)),
  };
}
