import assert from "node:assert/strict";
import { z } from "zod";
import { Problem } from "../../infra/errors.ts";
import { withWorkspace } from "../../tests/helpers/workspace.ts";
import { readerConfigSchema } from "../config.ts";
import { openDatasets } from "../datasets.ts";
import { quoteLiteral } from "../sql.ts";

const schema = z.object({ a: z.int(), t: z.string().regex(/^[0-9a-f]+$/) });

for (const codec of ["snappy", "zstd", "gzip"]) {
  Deno.test(`parquetReader: pages that are damaged (${codec}) are named with file and remedy, early or late`, () =>
    withWorkspace(async ({ session, path, file, folder }) => {
      const whole = path("whole.parquet");
      await session.run(
        `COPY (SELECT i AS a, md5(i::VARCHAR) AS t FROM range(20000) r(i)) TO ${quoteLiteral(whole)} (CODEC ${codec})`,
      );
      const bytes = await Deno.readFile(whole);
      bytes.fill(0x5a, Math.trunc(bytes.length * 0.5), Math.trunc(bytes.length * 0.6));
      const damaged = await file("damaged.parquet", bytes);
      const datasets = openDatasets({
        session,
        readers: { x: readerConfigSchema.parse({ kind: "parquet", path: damaged }) },
        writers: {},
        rejectsDirectory: `${folder}/rejects`,
        run: "test",
      });
      // Minima and maxima answer some rules, so that a page may be read first when somebody uses the relation.
      for (const options of [{ as: "checked", schema }, { as: "free" }]) {
        const use = async () => {
          await datasets.read("x", options);
          await session.rows(`SELECT sum(a), max(t) FROM ${options.as}`);
        };
        await assert.rejects(use(), (error: unknown) => {
          assert.ok(error instanceof Problem, String(error));
          assert.equal(error.kind, "data");
          assert.match(error.message, /^Cannot (read ".*damaged\.parquet"|run a statement): .*damaged/);
          assert.match(error.remedy ?? "", /Get the file anew/);
          return true;
        });
      }
    }));
}
