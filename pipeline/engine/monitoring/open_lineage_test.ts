import assert from "node:assert/strict";
import { lineageMessages } from "./open_lineage.ts";
import { exampleError, start, testLedger } from "./test_ledger.ts";

const options = { channel: "lineage", namespace: "shop", producer: "urn:program" };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const made = {
  ...{ run: "r1", step: "a", asset: "a", path: "p", hash: "h", bytes: 7, metadata: {}, codeVersion: "c" },
  ...{ inputs: [], fingerprint: "f", createdAt: 1 },
} as const;

Deno.test("lineageMessages: begin and end of a run with what it read and made", async () => {
  await using ledger = await testLedger();
  const { history } = ledger;
  const columns = [{ name: "id", type: "BIGINT" }];
  await ledger.ended("r0", "success", {}, {
    materializations: [{ ...made, run: "r0", asset: "source", step: "source", version: "v0", columns }],
  });
  await ledger.ended("r1", "success", {}, {
    materializations: [
      { ...made, version: "v1", rows: 3, columns, inputs: [{ asset: "source", version: "h" }] },
      { ...made, step: "b[x]", asset: "b", partition: "x", version: "v2", inputs: [{ asset: "a", version: "h" }] },
    ],
  });
  const run = (await history.run("r1"))!;
  const messages = await lineageMessages(history, run, options);
  assert.deepEqual(messages.map(({ key, channel }) => [key, channel]), [
    ["lineage|r1|START", "lineage"],
    ["lineage|r1|END", "lineage"],
  ]);
  const [begin, end] = messages.map(({ body }) => JSON.parse(body));
  assert.match(begin.run.runId, uuid);
  assert.equal(begin.run.runId, end.run.runId);
  assert.deepEqual([begin.eventType, begin.eventTime], ["START", new Date(start - 60_000).toISOString()]);
  assert.deepEqual([end.eventType, end.eventTime], ["COMPLETE", new Date(start).toISOString()]);
  assert.deepEqual(end.job, { namespace: "shop", name: "weather" });
  assert.equal(end.producer, "urn:program");
  const named = (sets: readonly { readonly name: string }[]) => sets.map(({ name }) => name);
  assert.deepEqual([named(end.inputs), named(end.outputs)], [["source"], ["a", "b[x]"]]);
  assert.deepEqual(end.inputs[0].facets.schema.fields, columns);
  const { _schemaURL, _producer, ...statistics } = end.outputs[0].outputFacets.outputStatistics;
  assert.deepEqual(statistics, { rowCount: 3, size: 7 });
  assert.deepEqual(end.outputs[0].facets.schema.fields, columns);
});

Deno.test("lineageMessages: what fails and what is canceled; a run that never began has no begin", async () => {
  await using ledger = await testLedger();
  const { history } = ledger;
  await ledger.ended("r1", "failure", { error: exampleError });
  await ledger.ended("r2", "canceled");
  const typesOf = async (id: string) => {
    const messages = await lineageMessages(history, (await history.run(id))!, options);
    return messages.map(({ body }) => JSON.parse(body));
  };
  const [, failed] = await typesOf("r1");
  assert.deepEqual([failed.eventType, failed.run.facets.errorMessage.message], ["FAIL", exampleError.message]);
  assert.deepEqual((await typesOf("r2")).map(({ eventType }) => eventType), ["START", "ABORT"]);
  const { startedAt: _, ...never } = (await history.run("r2"))!;
  assert.deepEqual((await lineageMessages(history, never, options)).length, 1);
});
