import { type Inspector, rejectFilters, rejectsFiles } from "../../../pipeline/mod.ts";
import type { Backend } from "../../backend.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { rejectsFolder } from "../assets/files.ts";
import { fileAnswer } from "../file_answer.ts";
import { downloadRejects, listRejectedRows, listRejects } from "./endpoints.ts";

/** Answers about rows that were put aside. */
export function rejectsAnswers(inspector: Inspector): readonly Answer[] {
  return [
    answer(listRejects, async ({ signal }, backend) => {
      const files = await rejectsFiles(rejectsFolder(backend));
      const { history } = backend.ledger;
      const counted = await Promise.all(
        [...files].map(([dataset, path]) => inspector.countRejects(dataset, path, signal)),
      );
      const items = await Promise.all(counted.map(async ({ path: _, ...one }) => ({
        ...one,
        known: await history.run(one.run) !== undefined,
      })));
      return { items: items.toSorted((a, b) => b.rows - a.rows) };
    }),
    answer(listRejectedRows, async ({ params: { dataset }, query, signal }, backend) => {
      const { cursor, limit, ...choice } = query;
      const path = await fileOf(backend, dataset);
      const { rows: items, matching } = await inspector.rejects(path, { ...choice, offset: cursor, limit }, signal);
      const next = cursor + items.length;
      return { items, matching, ...(items.length > 0 && next < matching ? { next: String(next) } : {}) };
    }),
    answer(downloadRejects, async ({ params: { dataset }, query, signal }, backend) => {
      const { format, ...choice } = query;
      const files = [{ path: await fileOf(backend, dataset) }];
      const source = { kind: "rows", files, choice: { filters: rejectFilters(choice) } } as const;
      const download = await inspector.download(source, format, signal);
      return fileAnswer(download.stream, `rejects-${dataset}.${format}`, download.bytes);
    }),
  ];
}

/** Only names that are in the folder lead to a file. */
async function fileOf(backend: Backend, dataset: string): Promise<string> {
  return found((await rejectsFiles(rejectsFolder(backend))).get(dataset), "dataset with rejected rows", dataset);
}
