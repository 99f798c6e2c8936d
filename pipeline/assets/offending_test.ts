import assert from "node:assert/strict";
import { withWorkspace } from "../../tests/helpers/workspace.ts";
import { countOffending, storesWithoutCluster } from "./offending.ts";

const { signal } = new AbortController();

Deno.test("countOffending: every row is counted, five are named, each value with its type", () =>
  withWorkspace(async ({ session }) => {
    const query = `SELECT i::BIGINT AS id, i / 2 AS half, 'n' || i AS name, i > 3 AS large, NULL::INTEGER AS none
      FROM range(12) t(i)`;
    const { passed, message, figures, samples } = await countOffending(session, query, "rows", signal);
    assert.deepEqual([passed, message, figures, samples?.length], [false, "12 rows", { found: 12 }, 5]);
    assert.deepEqual(samples?.[1], { id: 1, half: 0.5, name: "n1", large: false, none: null });
    const none = await countOffending(session, `${query} WHERE i < 0`, "rows", signal);
    assert.deepEqual(none, { passed: true, message: "No rows", figures: { found: 0 }, samples: [] });
  }));

Deno.test("storesWithoutCluster: how many stores are lost, and a few of them", () =>
  withWorkspace(async ({ session, table }) => {
    const all = await table("all_stores", "SELECT i AS STORE_NBR FROM range(10) t(i)");
    const some = await table("some_stores", "SELECT i AS STORE_NBR FROM range(3) t(i)");
    assert.deepEqual(await storesWithoutCluster(session, all, some, signal), {
      stores_without_cluster: 7,
      stores_without_cluster_samples: [3, 4, 5, 6, 7].map((STORE_NBR) => ({ STORE_NBR })),
    });
    assert.deepEqual(await storesWithoutCluster(session, some, all, signal), { stores_without_cluster: 0 });
  }));
