import assert from "node:assert/strict";
import { z } from "zod";
import { openSession } from "../duckdb/mod.ts";
import { compileContract } from "./contract.ts";

Deno.test("compileContract: types, nullability and openness follow the schema", () => {
  const contract = compileContract(z.looseObject({
    id: z.int().positive(),
    label: z.string().nullable(),
    price: z.number().nonnegative().optional(),
    fresh: z.boolean(),
  }));
  assert.deepEqual(
    contract.columns.map(({ name, type, nullable, optional }) => ({ name, type, nullable, optional })),
    [
      { name: "id", type: "BIGINT", nullable: false, optional: false },
      { name: "label", type: "VARCHAR", nullable: true, optional: false },
      { name: "price", type: "DOUBLE", nullable: false, optional: true },
      { name: "fresh", type: "BOOLEAN", nullable: false, optional: false },
    ],
  );
  assert.equal(contract.open, true);
  assert.equal(compileContract(z.object({ a: z.string() })).open, false);
});

Deno.test("compileContract: each rule finds exactly the values that break it", async () => {
  const contract = compileContract(z.object({
    positive: z.int().positive(),
    price: z.number().min(0).lt(10),
    code: z.string().min(2).max(3).regex(/^[A-Z]+$/),
    size: z.enum(["S", "M"]),
  }));
  const cases: Record<string, [rule: string, values: string, broken: number][]> = {
    positive: [["required", "1, NULL", 1], ["more than 0", "1, 0, -1", 2]],
    price: [
      ["finite number", "1.0, 'nan'::DOUBLE, 'inf'::DOUBLE, '-inf'::DOUBLE", 3],
      ["at least 0", "0.0, -0.5", 1],
      ["less than 10", "9.99, 10", 1],
    ],
    code: [
      ["no NUL character", "'AB', 'A' || chr(0)", 1],
      ["at least 2 characters", "'A', 'AB'", 1],
      ["at most 3 characters", "'ABC', 'ABCD', 'ABCDE'", 2],
      ["of the form ^[A-Z]+$", "'AB', 'Ab'", 1],
    ],
    size: [["one of S, M", "'S', 'M', 'L'", 1]],
  };
  await using session = await openSession({});
  for (const column of contract.columns) {
    for (const [rule, values, broken] of cases[column.name] ?? []) {
      const found = column.rules.find(({ name }) => name === rule);
      assert.ok(found !== undefined, `${column.name} has no rule "${rule}": ${column.rules.map((r) => r.name)}`);
      const row = await session.row<{ n: number }>(
        `SELECT count(*) AS n FROM (SELECT unnest([${values}]) AS v) WHERE ${found.broken("v")}`,
      );
      assert.equal(row?.n, broken, `${column.name}: ${rule}`);
    }
  }
});

Deno.test("compileContract: a nested object is a mistake of the programmer", () => {
  assert.throws(() => compileContract(z.object({ a: z.object({ b: z.string() }) })), TypeError);
});
