import assert from "node:assert/strict";
import type { Settings } from "../pipeline/mod.ts";
import { garbageFolders } from "./garbage_folders.ts";

Deno.test("garbageFolders: each folder once, none below another, and beside a file of somebody else's no folder below", () => {
  const settings = {
    paths: { data: "/d", internal: "/d/internal", external: "/e", merging: "/d/merging" },
    engine: { temp_directory: "/fast/tmp" },
    writers: {
      inside: { kind: "parquet", path: "/d/internal/x.parquet" },
      file: { kind: "csv", path: "/home/ann/x.csv" },
      second: { kind: "csv", path: "/home/ann/y.csv" },
    },
  } as unknown as Settings;
  const found = (value: Settings) => garbageFolders(value).map(({ path, recursive }) => `${path} ${recursive}`);
  assert.deepEqual(found(settings), [
    "/d true",
    "/e true",
    "/home/ann/x.csv true",
    "/home/ann/y.csv true",
    "/home/ann false",
    "/fast/tmp false",
  ]);
  const usual = { ...settings, engine: { temp_directory: "/d/tmp" }, writers: {} } as Settings;
  assert.deepEqual(found(usual), ["/d true", "/e true", "/d/tmp true"]);
});
