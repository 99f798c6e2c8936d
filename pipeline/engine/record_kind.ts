import { canonicalJson } from "./canonical_json.ts";
import type { KindHandler } from "./value_kind.ts";

/** Keeps values of the kind `record` as one line of JSON with sorted keys, so that equal values have equal files. */
export const recordHandler: KindHandler = {
  kind: "record",
  async write(value, temporary) {
    await Deno.writeTextFile(temporary, `${canonicalJson(value)}\n`);
    return {};
  },
  async read(stored) {
    return JSON.parse(await Deno.readTextFile(stored.path));
  },
};
