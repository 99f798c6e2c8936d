import assert from "node:assert/strict";
import { pages } from "../../ui/pages/mod.ts";
import { placesOf } from "./places.ts";

Deno.test("placesOf: every kind of page is looked at", () => {
  const paths = Object.values(placesOf("1m84w4hfg22y472y", "1m84w4hfg22y472z")).map((place) => place.split("?")[0]!);
  const unseen = pages.filter(({ path }) => {
    const pattern = new RegExp(`^${path.replace(/:\w+(\{[^}]*\})?/g, "[^/]+")}$`);
    return !paths.some((place) => pattern.test(place));
  });
  assert.deepEqual(unseen.map(({ path }) => path), []);
});
