import assert from "node:assert/strict";
import { chartStyles } from "./chart_styles.ts";

Deno.test("chartStyles: the stylesheet has the colours of the figures' palettes", () => {
  assert.equal(Deno.readTextFileSync(new URL("./static/charts.css", import.meta.url)), chartStyles());
});
