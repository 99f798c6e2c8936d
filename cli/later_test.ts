import assert from "node:assert/strict";
import * as later from "./later.ts";

Deno.test("later: every module that is loaded late is there, with something in it", async () => {
  for (const [name, load] of Object.entries(later) as [string, () => Promise<object>][]) {
    assert.ok(Object.keys(await load()).length > 0, name);
  }
});
