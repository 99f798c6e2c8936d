import assert from "node:assert/strict";
import { keepValue, versionPath } from "./keep.ts";
import { recordHandler } from "./record_kind.ts";
import { asset, withBench } from "./testing/kit.ts";
import type { KindHandler } from "./value_kind.ts";

const signal = new AbortController().signal;

function context(overrides: { readonly signal?: AbortSignal } = {}) {
  return { resources: {}, signal, localName: "a", ...overrides };
}

Deno.test("versionPath: asset, partition, version and extension", () => {
  assert.equal(versionPath({ asset: asset("a/b"), partition: undefined, version: "v1" }), "a/b/v1.json");
  assert.match(versionPath({ asset: asset("a"), partition: "x y", version: "v1" }), /^a\/x_y-[0-9a-f]{8}\/v1\.json$/);
});

Deno.test("keepValue: writes, hashes and puts in place; large files as well", async () => {
  await withBench(async ({ root, files }) => {
    const kept = new Set<string>();
    const target = { asset: asset("a"), partition: undefined, root, version: "v1" };
    const { path, hash } = await keepValue([1, 2], target, recordHandler, context(), kept);
    assert.equal(path, "a/v1.json");
    // printf '[1,2]\n' | sha256sum
    assert.equal(await hash, "f109b002d2f351fa534341fcb7d18145d187efd8a47fc21539f8395a7a85d0d6");
    assert.deepEqual([...kept], [`${root}/a/v1.json`]);
    const large: KindHandler = {
      ...recordHandler,
      write: async (_, temporary) => {
        await Deno.writeFile(temporary, new Uint8Array(3_000_000));
        return { rows: 5 };
      },
    };
    const big = await keepValue(0, { ...target, version: "v2" }, large, context(), new Set());
    // head -c 3000000 /dev/zero | sha256sum
    assert.equal(await big.hash, "35bce4eae54ec8e6cc2868baa8d157914d6ae2858811b4cc0c078c94460fa26f");
    assert.deepEqual([big.placed.bytes, big.placed.rows], [3_000_000, 5]);
    assert.deepEqual(await files(), ["a/v1.json", "a/v2.json"]);
  });
});

Deno.test("keepValue: a failure, and an abortion at any point, leave nothing", async () => {
  await withBench(async ({ root, files }) => {
    const target = { asset: asset("a"), partition: undefined, root, version: "v1" };
    const half: KindHandler = {
      ...recordHandler,
      write: async (_, temporary) => {
        await Deno.writeTextFile(temporary, "half");
        throw new Error("disk full");
      },
    };
    await assert.rejects(keepValue(0, target, half, context(), new Set()), { message: "disk full" });
    const controller = new AbortController();
    const aborting: KindHandler = {
      ...recordHandler,
      write: async (value, temporary, context) => {
        controller.abort(new Error("stop"));
        return await recordHandler.write(value, temporary, context);
      },
    };
    await assert.rejects(keepValue(0, target, aborting, context({ signal: controller.signal }), new Set()), {
      message: "stop",
    });
    assert.deepEqual(await files(), []);
  });
});
