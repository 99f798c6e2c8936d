import type { CommandContext, KnownNames } from "./command.ts";
import type { CliEffects } from "./effects.ts";
import { defaultEnvironment } from "./default_environment.ts";
import { loadSchemas } from "./later.ts";
import { makeStyle } from "./output/style.ts";
import { environmentNames, findRoot } from "./root.ts";

const newestRuns = 30;

/** The names of the project that a half-written command line is about, as its words tell. */
export function projectNames(effects: CliEffects, words: readonly string[]): KnownNames {
  const given = valueOf(words, ["--root"]);
  const environment = valueOf(words, ["--env", "-e"]) ?? defaultEnvironment;
  const context: CommandContext = {
    effects,
    style: makeStyle(false),
    errorStyle: makeStyle(false),
    verbose: false,
    root: given,
    noteLogFile() {},
    noteSecrets() {},
  };

  async function project() {
    const { openWorkspace, openWorkspaceProject } = await import("./wire.ts");
    return await openWorkspaceProject(await openWorkspace(context, { environment }));
  }

  async function history() {
    const { openWorkspace, readHistory } = await import("./wire.ts");
    return await readHistory(await openWorkspace(context, { environment }));
  }

  return {
    environments: async () => await environmentNames(await findRoot(effects.workingDirectory, given)),
    jobs: async () => [...(await project()).jobs.keys()],
    assets: async () => [...(await project()).assets.keys()],
    async partitions() {
      const { assets } = await project();
      const split = [...assets.values()].flatMap(({ partitions }) => partitions ?? []);
      await using past = await history();
      const keys = await Promise.all(
        split.map(async (one) => (one.kind === "static" ? one.keys : await past.partitions(one.name))),
      );
      return [...new Set(keys.flat())];
    },
    async runs() {
      await using past = await history();
      return ["last", ...(await past.runs({ limit: newestRuns })).map(({ id }) => id)];
    },
    schedules: async () => [...(await project()).schedules.keys()],
    sensors: async () => [...(await project()).sensors.keys()],
    async backfills() {
      const { openWorkspace, readWorkspaceLedger } = await import("./wire.ts");
      const ledger = await readWorkspaceLedger(await openWorkspace(context, { environment }));
      await using _open = ledger.history;
      return ["last", ...(await ledger.coordination?.backfills.backfills() ?? []).map(({ id }) => id)];
    },
    schemas: async () => Object.keys((await loadSchemas()).tableSchemas),
  };
}

function valueOf(words: readonly string[], names: readonly string[]): string | undefined {
  for (const [i, word] of words.entries()) {
    const [name = "", ...rest] = word.split("=");
    if (!names.includes(name)) continue;
    return rest.length > 0 ? rest.join("=") : words[i + 1];
  }
  return undefined;
}
