import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../infra/clock.ts";
import { mapEnvironment } from "../../infra/env.ts";
import { silentLogger } from "../../infra/log.ts";
import { systemRandom } from "../../infra/random.ts";
import { openPostgresLedger, openSqliteLedger } from "../../pipeline/engine/mod.ts";
import { loadSettings } from "../../pipeline/mod.ts";
import { createApp, serve } from "../../ui/mod.ts";
import { bigProject } from "./project.ts";

/** Serves pages and API of the project of many assets, and writes the address to standard output. Ends with its input. */
async function main([place, assets]: readonly string[]): Promise<void> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const load = (overrides: readonly string[]) =>
    loadSettings({
      ...{ root, environment: "dev", file: join(root, "config/dev.yaml") },
      ...{ overrides: [...overrides, "ui.requests_per_minute=1000000"], variables: mapEnvironment({}) },
    });
  const { settings, entries } = await load([]);
  const project = bigProject(Number(assets));
  const ledger = place!.startsWith("postgres:")
    ? await openPostgresLedger(place!, { schema: "bench_ui" })
    : await openSqliteLedger(place!);
  await using _history = ledger.history;
  const app = createApp({
    ...{ ledger, project, settings, configuration: entries, root, environment: "bench", readOnly: false },
    configure: async (overrides) => {
      const { settings, entries: configuration, redact } = await load(overrides);
      return { project, settings, configuration, redact };
    },
    ...{ limits: { total: 4, jobs: {}, tags: {}, pools: {} }, actor: "bench", random: systemRandom },
    ...{ clock: systemClock, version: "0", program: "clustering", log: silentLogger, redact: (text) => text },
  });
  const end = new AbortController();
  void Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => end.abort());
  const onListen = (url: string) => void Deno.stdout.writeSync(new TextEncoder().encode(`${url}\n`));
  await serve(app, { port: 0, signal: end.signal, onListen });
}

if (import.meta.main) await main(Deno.args);
