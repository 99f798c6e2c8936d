import assert from "node:assert/strict";
import { defineCheck } from "./check.ts";
import { fingerprint, resourceFingerprints } from "./fingerprint.ts";
import type { ProjectSpec } from "./project.ts";
import { defineResource, resourceKey } from "./resource.ts";
import { asset, number, projectOf } from "./testing/kit.ts";

const settings = resourceKey<number>("settings");
const base = resourceKey<number>("base");

function resource(key: typeof settings, version: string, needs = {}) {
  return defineResource({ key, needs, open: () => 1, fingerprint: version });
}

function print(overrides: {
  readonly code?: string;
  readonly settings?: string;
  readonly base?: string;
  readonly input?: string;
  readonly partition?: string;
  readonly observed?: string;
  readonly project?: Partial<ProjectSpec>;
} = {}): string {
  const it = asset("a", { codeVersion: overrides.code ?? "1", resources: { settings } });
  const resources = [resource(settings, overrides.settings ?? "1", { base }), resource(base, overrides.base ?? "1")];
  const project = projectOf([it], { resources, ...overrides.project });
  const inputs = [{ name: "x", asset: "x", version: overrides.input ?? "1" }];
  return fingerprint(project, { asset: it, partition: overrides.partition, inputs, observed: overrides.observed });
}

Deno.test("fingerprint: equal parts, equal fingerprint", () => {
  assert.equal(print(), print());
  assert.match(print(), /^[0-9a-f]{64}$/);
});

Deno.test("fingerprint: every part counts, settings that a resource needs included", () => {
  const prints = [
    print(),
    print({ code: "2" }),
    print({ settings: "2" }),
    print({ base: "2" }),
    print({ input: "2" }),
    print({ partition: "p" }),
    print({ observed: "o" }),
    print({ project: { codeVersion: "2" } }),
  ];
  assert.equal(new Set(prints).size, prints.length);
});

Deno.test("resourceFingerprints: resources of the checks count, those of others do not", () => {
  const check = defineCheck(number, {
    name: "x",
    description: "",
    severity: "warn",
    resources: { base },
    run: () => ({ passed: true, message: "" }),
  });
  const it = asset("a", { checks: [check] });
  const project = projectOf([it], { resources: [resource(settings, "s"), resource(base, "b")] });
  assert.deepEqual(resourceFingerprints(project, it), { base: "b" });
});
