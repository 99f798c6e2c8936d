import assert from "node:assert/strict";
import { centreOn, fit, showsAll, zoomAt } from "./viewport.ts";

const window = { width: 800, height: 600 };

Deno.test("showsAll: what was fitted is seen whole, what was moved or enlarged is not", () => {
  for (const drawing of [{ width: 300, height: 100 }, { width: 4_000, height: 500 }, { width: 100, height: 9_000 }]) {
    const whole = fit(drawing, window);
    assert.ok(showsAll(whole, drawing, window));
    assert.ok(!showsAll(centreOn([20_000, 0], window, whole.scale), drawing, window));
    assert.ok(!showsAll(zoomAt(whole, 0, 0, 4), drawing, window));
  }
});
