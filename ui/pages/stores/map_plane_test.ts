import assert from "node:assert/strict";
import { mapPlane } from "./map_plane.ts";

Deno.test("mapPlane: every place is inside, north is up, and both directions have one scale", () => {
  const plane = mapPlane([30, 48], [-120, -70]);
  assert.ok(plane.y(48) < plane.y(30));
  assert.ok(plane.x(-120) < plane.x(-70));
  for (const [latitude, longitude] of [[30, -120], [48, -70]] as const) {
    assert.ok(plane.x(longitude) > 0 && plane.x(longitude) < plane.width);
    assert.ok(plane.y(latitude) > 0 && plane.y(latitude) < plane.height);
  }
  // At the mean latitude of 39 degrees a degree of longitude is cos 39° as long as one of latitude.
  const [east, north] = [plane.x(-100) - plane.x(-101), plane.y(39) - plane.y(40)];
  assert.ok(Math.abs(east / north - Math.cos(39 * Math.PI / 180)) < 1e-9);
});

Deno.test("mapPlane: one place, or none, makes a plane, too", () => {
  for (const places of [[], [51.5]]) {
    const plane = mapPlane(places, places);
    assert.ok(plane.height > 0 && Number.isFinite(plane.x(51.5)) && Number.isFinite(plane.y(51.5)));
    assert.ok(plane.meridians.length <= 10);
  }
});
