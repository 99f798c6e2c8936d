import assert from "node:assert/strict";
import type { History } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";
import { recordRun } from "../../testing/example.ts";
import { catalogReader } from "./catalog.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 10, 18, 2);
const all = ["raw_orders", "customers", "clean_orders", "summary"].map((asset) => ({ asset, seconds: 1 }));

/** A backend that notes for which assets the newest values are asked. */
function noting(backend: Backend, asked: string[]): Backend {
  const history = new Proxy(backend.ledger.history, {
    get(of, name) {
      const value = Reflect.get(of, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === "latestOf") asked.push(String(args[0]));
        return value.apply(of, args);
      };
    },
  }) as History;
  return { ...backend, ledger: { ...backend.ledger, history } };
}

Deno.test("catalogReader: after a run only its assets are read again, and all is as if read anew", async () => {
  const backend = await exampleBackend();
  const { ledger: { history }, clock } = backend;
  const asked: string[] = [];
  const read = catalogReader(noting(backend, asked));
  await recordRun(history, { at: start, status: "success", steps: all });
  assert.equal((await read()).get("summary")!.answer.health, "healthy");
  asked.length = 0;
  await recordRun(history, { at: start + day, status: "success", steps: [all[1]!, all[3]!], rows: 77 });
  assert.equal((await read()).get("summary")!.answer.rows, 77);
  // The keys of the one in the middle may be others whatever ran.
  assert.deepEqual(asked.splice(0).sort(), ["customers", "orders_by_region", "summary"]);
  const steps = [all[0]!, all[2]!];
  await recordRun(history, { at: start + 1, status: "running", steps });
  assert.deepEqual([...await read()], [...await catalogReader(backend)()]);
  await read();
  asked.length = 0;
  await clock.advance(60_000);
  await recordRun(history, { at: start + 2 * day, status: "success", steps: [all[1]!] });
  await read();
  assert.ok(asked.includes("summary"), "what nothing tells of is read again after a while");
});
