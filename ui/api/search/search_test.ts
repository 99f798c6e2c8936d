import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";
import { exampleRunId, recordRun } from "../../testing/example.ts";
import type { Found } from "./endpoints.ts";
import { best, rank } from "./rank.ts";
import { storeDigits } from "./stores.ts";

const start = Date.UTC(2026, 10, 20, 2);
const hour = 3_600_000;

async function exampleSearch(readOnly = false) {
  const backend = await exampleBackend({ readOnly });
  const { history } = backend.ledger;
  const steps = [{ asset: "customers", seconds: 2 }];
  const error = { name: "Problem", kind: "data", message: "<b>no such file</b>", causes: [] };
  await recordRun(history, { at: start - 10 * hour, status: "success", steps });
  await recordRun(history, { at: start, status: "failure", steps, error });
  await recordRun(history, { at: start + hour, status: "running", steps });
  const app = createApp(backend, { checked: true });
  return async (text: string, status = 200): Promise<readonly Found[]> => {
    const response = await app.request(`/api/v1/search?${new URLSearchParams({ text })}`);
    assert.equal(response.status, status, await response.clone().text());
    return status === 200 ? (await response.json()).items : [];
  };
}

const titles = (found: readonly Found[], kind: Found["kind"]) =>
  found.flatMap((one) => one.kind === kind ? one.title : []);

Deno.test("rank: whole titles, begins, parts, initials, places, scattered letters, details, in this order", () => {
  const title = "full_pipeline_job";
  const texts = ["full_pipeline_job", "full", "pipe", "fpj", "peli", "pline", "every", "zebra", ""];
  const points = texts.map((text) => rank(text, { title, detail: "Every asset" }));
  assert.deepEqual(points, [...points].sort((a, b) => b - a));
  assert.equal(new Set(points.slice(0, 7)).size, 7);
  assert.deepEqual(points.slice(7), [0, 0]);
});

Deno.test("rank: every word has to be found; capital letters do not matter", () => {
  assert.equal(rank("pipeline zebra", { title: "full_pipeline_job" }), 0);
  assert.ok(rank("JOB Full", { title: "full_pipeline_job" }) > 0);
});

Deno.test("best: better ones first, the shorter of equals, no more than asked for", () => {
  const items = ["sales_by_category", "raw_sales", "sales", "stores"].map((title) => ({ title }));
  assert.deepEqual(best("sales", items, 2).map(({ title }) => title), ["sales", "sales_by_category"]);
});

Deno.test("storeDigits: numbers, also with the word before them", () => {
  const texts = ["71", "store 71", "Stores 7", "#12", "71 a", "abc", "1".repeat(17)];
  assert.deepEqual(texts.map(storeDigits), ["71", "71", "7", "12", undefined, undefined, undefined]);
});

Deno.test("search: assets, jobs and what can be done with them", async () => {
  const find = await exampleSearch();
  const orders = await find("orders");
  assert.deepEqual(titles(orders, "job"), ["orders_job"]);
  assert.deepEqual(
    new Set(titles(orders, "asset").slice(0, 3)),
    new Set(["raw_orders", "clean_orders", "orders_by_region"]),
  );
  const [launch] = await find("launch orders");
  assert.deepEqual([launch?.kind, launch?.href], ["action", "/jobs/orders_job/launch"]);
  const letter = await find("letter");
  assert.equal(letter.find(({ kind }) => kind === "asset")?.href, "/assets/reports%2Fquarterly_letter");
  const make = (await find("materialize letter"))[0]?.action;
  assert.deepEqual([make?.request, JSON.parse(make?.body ?? "")], [
    ...["POST /api/v1/assets/materialize", { selection: "reports/quarterly_letter" }],
  ]);
});

Deno.test("search: runs by id, job and outcome, with canceling and trying again", async () => {
  const find = await exampleSearch();
  const id = exampleRunId(start);
  assert.deepEqual(titles(await find(id), "run"), [id]);
  assert.deepEqual(titles(await find("failure orders_job"), "run"), [id]);
  assert.ok(titles(await find("from failure"), "action").includes(`Run ${id} from failure`));
  const running = exampleRunId(start + hour);
  assert.deepEqual(titles(await find("cancel"), "action"), [`Cancel run ${running}`]);
});

Deno.test("search: without words what goes on and what may be launched", async () => {
  const found = await (await exampleSearch())("  ");
  assert.deepEqual(titles(found, "run"), [exampleRunId(start + hour)]);
  assert.ok(titles(found, "action").includes("Launch letter_job"));
});

Deno.test("search: who may only look is offered nothing to do", async () => {
  const find = await exampleSearch(true);
  for (const text of ["", "orders", "cancel"]) assert.deepEqual(titles(await find(text), "action"), []);
  assert.deepEqual(titles(await find("orders"), "job"), ["orders_job"]);
});

Deno.test("search: long texts are refused; numbers find nothing where there are no clusters", async () => {
  const find = await exampleSearch();
  await find("x".repeat(101), 400);
  assert.deepEqual(titles(await find("71"), "store"), []);
});
