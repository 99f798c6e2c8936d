import { extname } from "node:path";
import { exportTable, listRunFiles, reportPath } from "../../../pipeline/cluster_views/mod.ts";
import { found as orNotFound, NotFound } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { sourceOf } from "../clusters/answers.ts";
import { getDownloads, getReportFile, getTableFile } from "./endpoints.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ".parquet": "application/vnd.apache.parquet",
};

/** Answers with files. */
export const downloadAnswers: readonly Answer[] = [
  answer(getDownloads, async ({ params }, backend) => {
    orNotFound(await backend.ledger.history.run(params.run), "run", params.run);
    return await listRunFiles(sourceOf(backend), params.run);
  }),
  answer(getReportFile, async ({ params: { run, file } }, backend) => {
    const path = orNotFound(await reportPath(sourceOf(backend), run, file), "file", file);
    const opened = await Deno.open(path);
    return fileAnswer(opened.readable, file, (await Deno.stat(path)).size);
  }),
  answer(getTableFile, async ({ params: { run, version }, query, signal }, backend) => {
    const source = sourceOf(backend);
    const { tables } = await listRunFiles(source, run);
    if (!tables.some((table) => table.version === version)) {
      throw new NotFound(`There is no table "${version}" in run "${run}"`);
    }
    const exported = await exportTable(source, version, query.format, signal);
    const size = (await Deno.stat(exported.path)).size;
    const opened = await Deno.open(exported.path);
    return fileAnswer(endingWith(opened.readable, () => exported[Symbol.asyncDispose]()), exported.name, size);
  }),
];

/** A file that is saved, not shown: nothing in it runs as a page of this server. */
function fileAnswer(content: ReadableStream<Uint8Array<ArrayBuffer>>, name: string, size: number): Response {
  const plain = name.replaceAll(/[^\w .&+()-]/g, "_");
  return new Response(content, {
    headers: {
      "content-type": types[extname(name)] ?? "application/octet-stream",
      "content-length": String(size),
      "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${
        encodeURIComponent(name.toWellFormed())
      }`,
    },
  });
}

/** The same stream; `end` is called when it was read or given up. */
function endingWith(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  end: () => PromiseLike<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      controller.close();
      await end();
    },
    async cancel(reason) {
      await reader.cancel(reason);
      await end();
    },
  });
}
