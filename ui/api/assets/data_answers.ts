import { basename, extname } from "node:path";
import { Problem } from "../../../infra/errors.ts";
import { type ColumnFilter, type DataFile, filterOperators, type Inspector } from "../../../pipeline/mod.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import type { Catalog, CatalogEntry } from "./catalog.ts";
import { compareValues, downloadRows, downloadValue, listRows, profileColumns } from "./data_endpoints.ts";
import { metadataChanges, schemaChanges } from "./difference.ts";
import { fileAnswer, inlineTypes } from "../file_answer.ts";
import { chosenFile, chosenTables, chosenValues, existingFile } from "./files.ts";
import { isTable } from "./values.ts";

/** Answers about the rows of assets. */
export function assetDataAnswers(readCatalog: () => Promise<Catalog>, inspector: Inspector): readonly Answer[] {
  const entryOf = async (name: string): Promise<CatalogEntry> => found((await readCatalog()).get(name), "asset", name);
  return [
    answer(listRows, async ({ params: { name }, query, signal }, backend) => {
      const files = await chosenTables(backend, await entryOf(name), query);
      const { cursor, limit } = query;
      const page = await inspector.preview(files, { ...choiceOf(query), offset: cursor, limit }, signal);
      const next = cursor + page.rows.length;
      return { ...page, ...(next < page.matching && page.rows.length > 0 ? { next: String(next) } : {}) };
    }),
    answer(profileColumns, async ({ params: { name }, query, signal }, backend) => {
      const files: readonly DataFile[] = await chosenTables(backend, await entryOf(name), query);
      const { cursor, limit } = query;
      const { columns: items, total } = await inspector.profile(files, { offset: cursor, limit }, signal);
      const next = cursor + items.length;
      return { items, total, ...(next < total ? { next: String(next) } : {}) };
    }),
    answer(downloadRows, async ({ params: { name }, query, signal }, backend) => {
      const files = await chosenTables(backend, await entryOf(name), query);
      const { format } = query;
      const download = await inspector.download({ kind: "rows", files, choice: choiceOf(query) }, format, signal);
      const part = query.version ?? query.partition;
      return fileAnswer(download.stream, `${name}${part === undefined ? "" : `-${part}`}.${format}`, download.bytes);
    }),
    answer(downloadValue, async ({ params: { name }, query }, backend) => {
      const { value, path } = await chosenFile(backend, await entryOf(name), query);
      const file = await Deno.open(path);
      const part = value.partition === undefined ? "" : `-${value.partition}`;
      const inline = query.show ? inlineTypes.get(extname(path)) : undefined;
      return fileAnswer(file.readable, `${name}${part}-${basename(path)}`, value.bytes, inline);
    }),
    answer(compareValues, async ({ params: { name }, query, signal }, backend) => {
      const entry = await entryOf(name);
      const [[before], [after]] = [
        await chosenValues(backend, entry, { version: query.before }),
        await chosenValues(backend, entry, { version: query.after }),
      ];
      const keys = (query.keys ?? "").split(",").map((key) => key.trim()).filter((key) => key !== "");
      const rows = isTable(before!) && isTable(after!)
        ? await inspector.difference(
          { before: await existingFile(backend, before!.path), after: await existingFile(backend, after!.path) },
          keys,
          signal,
        )
        : undefined;
      return {
        schema: schemaChanges(before!, after!),
        metadata: metadataChanges(before!.metadata, after!.metadata),
        same: before!.hash === after!.hash,
        ...(rows === undefined ? {} : { rows }),
      };
    }),
  ];
}

interface ChoiceQuery {
  readonly sort?: string | undefined;
  readonly descending: boolean;
  readonly filter: readonly string[];
}

function choiceOf({ sort, descending, filter }: ChoiceQuery) {
  return { filters: filter.map(filterOf), ...(sort === undefined ? {} : { sort: { column: sort, descending } }) };
}

/** Reads `column:operator:value`; a column's name may have colons, so the operator is looked for. */
export function filterOf(text: string): ColumnFilter {
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    const rest = text.slice(at + 1);
    const [word = ""] = rest.split(":", 1);
    const operator = filterOperators.find((one) => one === word);
    if (operator !== undefined) return { column: text.slice(0, at), operator, value: rest.slice(word.length + 1) };
  }
  throw new Problem("usage", `Cannot read the filter "${text}": it is not column:operator:value`, {
    place: "filter",
    remedy: `Operators are ${filterOperators.join(", ")}.`,
  });
}
