import assert from "node:assert/strict";
import { withFolder } from "../../tests/helpers/workspace.ts";
import type { Settings } from "../resources/settings.ts";
import {
  continued,
  followNames,
  type NameEntry,
  namesDigest,
  namesFile,
  readNameEntries,
  writeNameEntry,
} from "./names.ts";

const key = { side: "internal", category: "../A/B %2e" } as const;
const entry = (cluster: number, name: string | null, at: number, version = "v1"): NameEntry => {
  return { cluster, name, by: "ann", at, run: "r1", version };
};
const sourceIn = (data: string) => ({ settings: { paths: { data } } as unknown as Settings });

Deno.test("writeNameEntry: names come back in the order they were given, from a file inside the data folder", () =>
  withFolder(async (data) => {
    const source = sourceIn(data);
    assert.deepEqual(await readNameEntries(source, key), []);
    assert.equal(await namesDigest(source), "");
    await writeNameEntry(source, key, entry(3, "first\n</script>", 1));
    const digest = await namesDigest(source);
    await writeNameEntry(source, key, entry(3, null, 2));
    assert.notEqual(await namesDigest(source), digest);
    assert.deepEqual(await readNameEntries(source, key), [entry(3, "first\n</script>", 1), entry(3, null, 2)]);
    assert.ok(namesFile(source, key).startsWith(`${data}/cluster_names/internal/`));
    assert.doesNotMatch(namesFile(source, key).slice(data.length), /\.\.\//);
  }));

Deno.test("readNameEntries: a line that was cut off says nothing, and the next one is whole", () =>
  withFolder(async (data) => {
    const source = sourceIn(data);
    await writeNameEntry(source, key, entry(1, "kept", 1));
    await Deno.writeTextFile(namesFile(source, key), '{"cluster":2,"na', { append: true });
    await writeNameEntry(source, key, entry(4, "later", 3));
    assert.deepEqual((await readNameEntries(source, key)).map(({ name }) => name), ["kept", "later"]);
  }));

Deno.test("followNames: a name goes where its cluster went, the later one wins, null takes it away", () => {
  const follow = (version: string, cluster: number) =>
    version === "old" ? new Map([[0, 2], [1, 0]]).get(cluster) : cluster;
  const names = followNames([
    entry(0, "zero", 1, "old"),
    entry(1, "one", 2, "old"),
    entry(5, "gone", 3, "old"),
    entry(2, "renamed", 4),
    entry(0, null, 5),
    entry(7, "seven", 6),
  ], follow);
  assert.deepEqual([...names].map(([cluster, { name }]) => [cluster, name]), [[2, "renamed"], [7, "seven"]]);
});

Deno.test("continued: clusters are matched by the stores that both assignments have", () => {
  const before = { stores: Float64Array.of(1, 2, 3, 4, 5, 9), labels: Float64Array.of(0, 0, 0, 1, 1, 2) };
  const now = { stores: Float64Array.of(1, 2, 3, 4, 5, 8), labels: Float64Array.of(4, 4, 0, 0, 0, 7) };
  assert.deepEqual([...continued(before, now)], [[0, 4], [1, 0]]);
});
