import assert from "node:assert/strict";
import { modelFromJson } from "./model_from_json.ts";

Deno.test("modelFromJson: a text that is no JSON or holds no model is a problem of the data, with its place", () => {
  for (const text of ["", "{", "null", "3", '"model"', "{}", '{"model":null}', '{"model":[]}']) {
    for (const options of [{}, { field: "model" }]) {
      assert.throws(() => modelFromJson(text, "old.json", options), (error: Error) => {
        assert.ok("kind" in error && error.kind === "data", `${text}: ${error.name} ${error.message}`);
        assert.ok("place" in error && String(error.place).startsWith("old.json"), text);
        return true;
      });
    }
  }
});
