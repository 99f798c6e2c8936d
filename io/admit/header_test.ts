import assert from "node:assert/strict";
import { Problem } from "../../infra/errors.ts";
import type { TableContract } from "../schema/mod.ts";
import { nameColumns } from "./header.ts";

const contract: TableContract = {
  columns: ["STORE_NBR", "% Sales EVERYDAY CANDY", "% Sales EXPRESS CANDY"].map((name) => ({
    name,
    type: "DOUBLE",
    nullable: false,
    optional: false,
    rules: [],
  })),
  open: true,
};

function remedyFor(...names: readonly string[]): string | undefined {
  try {
    nameColumns(names.map((name) => ({ name, type: "DOUBLE" })), contract, "stores.csv");
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error.remedy;
  }
  return undefined;
}

Deno.test("nameColumns: a column that is needed itself is not to be renamed to one that is missing", () => {
  assert.doesNotMatch(remedyFor("STORE_NBR", "% Sales EXPRESS CANDY") ?? "", /rename/);
});

Deno.test("nameColumns: a column that nobody asks for and is nearly called like the missing one is told", () => {
  const remedy = remedyFor("store_nbr", "% Sales EVRYDAY CANDY", "% Sales EXPRESS CANDY");
  assert.match(remedy ?? "", /"store_nbr" is there: rename it to "STORE_NBR"/);
  assert.match(remedy ?? "", /"% Sales EVRYDAY CANDY" is there: rename it to "% Sales EVERYDAY CANDY"/);
});
