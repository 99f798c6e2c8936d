import type { Inspector } from "../../../pipeline/mod.ts";
import type { Backend } from "../../backend.ts";
import { Refused } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import type { Catalog } from "../assets/catalog.ts";
import { newestOf } from "../assets/values.ts";
import { fileAnswer } from "../file_answer.ts";
import { downloadQuery, listTables, runQuery } from "./endpoints.ts";
import { callerTurns } from "./caller_turns.ts";
import { consoleCatalog, isQueryable } from "./find_tables.ts";

/** Limits of queries, as people are told. */
export interface QueryLimits {
  readonly seconds: number;
  readonly memory: string;
}

const mostDownloaded = 1_000_000;
const mostShown = 5_000;

/** Queries of one caller that wait for the one that runs. */
const mostWaiting = 3;

/** Answers of the SQL console. */
export function sqlAnswers(
  readCatalog: () => Promise<Catalog>,
  inspector: Inspector,
  limits: QueryLimits,
): readonly Answer[] {
  const turns = callerTurns(mostWaiting);
  return [
    answer(listTables, async () => ({
      items: [...(await readCatalog()).values()].filter(isQueryable).map(({ asset, answer, latest, keys }) => ({
        name: asset.name,
        group: asset.group,
        ...(answer.rows === undefined ? {} : { rows: answer.rows }),
        columns: newestOf(latest.values())?.columns ?? [],
        partitions: keys.filter((key) => latest.has(key)),
      })),
      limits: { ...limits, rows: mostShown },
    })),
    answer(runQuery, async ({ query: { query, limit }, request, signal, caller }, backend) => {
      ownPagesOnly(request);
      using _turn = await turns.enter(caller.name, signal);
      backend.log.info("Query of the console", { caller: caller.name, query });
      const catalog = consoleCatalog(backend, await readCatalog());
      return await inspector.query(query, catalog, { limit, signal });
    }),
    answer(downloadQuery, async ({ query: { query, format }, request, signal, caller }, backend: Backend) => {
      ownPagesOnly(request);
      using _turn = await turns.enter(caller.name, signal);
      backend.log.info("Download of the console", { caller: caller.name, query });
      const catalog = consoleCatalog(backend, await readCatalog());
      const source = { kind: "query", text: query, catalog, limit: mostDownloaded } as const;
      const download = await inspector.download(source, format, signal);
      return fileAnswer(download.stream, `query.${format}`, download.bytes);
    }),
  ];
}

/** A page of another server could not read the answer, but it could make this one work. */
function ownPagesOnly(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return;
  throw new Refused(403, "Not for others", "Cannot run the query: another server's page asks for it");
}
