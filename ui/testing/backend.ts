import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ManualClock, manualClock } from "../../infra/clock.ts";
import { mapEnvironment } from "../../infra/env.ts";
import { silentLogger } from "../../infra/log.ts";
import { openSqliteLedger } from "../../pipeline/engine/mod.ts";
import { loadSettings } from "../../pipeline/mod.ts";
import type { Backend } from "../backend.ts";
import { exampleProject } from "./example.ts";

/** A backend of the example project on an empty ledger in memory; whatever is given replaces the default. */
export async function exampleBackend(
  given: Partial<Backend> & { readonly clock?: ManualClock } = {},
): Promise<Backend & { readonly clock: ManualClock }> {
  const clock = given.clock ?? manualClock(Date.UTC(2026, 10, 20, 5));
  const ledger = given.ledger ?? await openSqliteLedger(":memory:");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const load = (overrides: readonly string[]) =>
    loadSettings({
      ...{ root, environment: "dev", file: join(root, "config/dev.yaml"), overrides },
      variables: mapEnvironment({}),
    });
  const { settings, entries } = await load([]);
  const project = given.project ?? exampleProject();
  let drawn = 0;
  return {
    ledger,
    project,
    settings,
    configuration: entries,
    configure: async (overrides) => {
      const { settings, entries: configuration, redact } = await load(overrides);
      return { project, settings, configuration, redact };
    },
    limits: { total: 4, jobs: {}, tags: {}, pools: {} },
    readOnly: false,
    actor: "cli:someone",
    root,
    environment: "dev",
    random: { bytes: (count) => new Uint8Array(count).map(() => drawn++ % 256) },
    version: "1.2.3",
    program: "clustering",
    log: silentLogger,
    redact: (text) => text,
    ...given,
    clock,
  };
}
