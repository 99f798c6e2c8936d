import { dirname } from "node:path";
import { exitCodes } from "../../infra/errors.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { buildInfo } from "../build_info.ts";
import { enoughSpace, type Finding, finding, probeWritable, runtimeVersion, timeOfFiles } from "../doctor_checks.ts";
import { checkClock, databaseTime, type Witness } from "../doctor_clock.ts";
import { permissionChecks } from "../doctor_permissions.ts";
import { loadLedger } from "../later.ts";
import { environmentOption, jsonOption, setOption } from "../grammar/mod.ts";
import { countOf, relativePath, safeText } from "../output/mod.ts";
import { printJson, printLines } from "../print.ts";
import { spellCommands } from "../program_name.ts";
import { programVersion } from "../version.ts";
import {
  checkHistory,
  openRunDatasets,
  openSettingsSession,
  openWorkspace,
  openWorkspaceProject,
  type Workspace,
} from "../wire.ts";

/** `clustering doctor`. */
export const command = defineCommand({
  name: "doctor",
  description:
    "Checks that this machine can run the jobs: versions, clock, permissions, disk, history, input and output.",
  examples: [
    { line: "clustering doctor --env prod", does: "before the first run on a server" },
    { line: "clustering doctor --json", does: "for monitoring; the exit code is 3 when something is wrong" },
  ],
  fields: (known) => ({ env: environmentOption(known), json: jsonOption(), set: setOption() }),
  async run({ env, json, set }, context) {
    const findings: Finding[] = [];
    const tell = async (name: string, check: () => Promise<string> | string) => {
      const found = await finding(name, check);
      findings.push(found);
      if (!json) printLines(context, findingLines(found, context));
      return found.ok;
    };
    await tell("runtime", () => `${runtimeVersion()}, clustering ${programVersion}`);
    let workspace: Workspace | undefined;
    await tell("configuration", async () => {
      workspace = await openWorkspace(context, { environment: env, set });
      return `${env} in ${workspace.root}`;
    });
    if (workspace !== undefined) await checkWorkspace(workspace, context, tell);
    const failed = findings.filter(({ ok }) => !ok).length;
    if (json) printJson(context, { ok: failed === 0, environment: env, checks: findings });
    else printLines(context, ["", verdict(failed, findings.length, context)]);
    return failed === 0 ? 0 : exitCodes.configuration;
  },
});

type Tell = (name: string, check: () => Promise<string> | string) => Promise<boolean>;

async function checkWorkspace(workspace: Workspace, { effects }: CommandContext, tell: Tell): Promise<void> {
  const { settings, root, environment } = workspace;
  const { clock, program } = effects;
  const words = ["doctor", "--env", environment];
  const short = (path: string) => relativePath(root, path);
  await tell("project", async () => {
    const { assets, jobs } = await openWorkspaceProject(workspace);
    return `${countOf(assets.size, "asset")}, ${countOf(jobs.size, "job")}`;
  });
  for (
    const [name, folder] of [
      ["data folder", settings.paths.data],
      ["log folder", settings.paths.logs],
      ["temporary folder", settings.engine.temp_directory],
      ...(settings.history.kind === "sqlite" ? [["history folder", dirname(settings.history.path)] as const] : []),
    ] as const
  ) await tell(name, async () => `${short(folder)}: ${await probeWritable(folder)}`);
  await tell("disk space", () => enoughSpace(root));
  await tell("history", () => checkHistory(workspace));
  await tell("clock", async () => checkClock(clock, await witnesses(workspace)));
  for (const { name, check } of permissionChecks(settings, { program, words, root })) await tell(name, check);
  await tell("DuckDB", async () => {
    await using session = await openSettingsSession(workspace);
    const row = await session.row<{ version: string }>("SELECT version() AS version");
    return `${row?.version ?? "unknown version"}, ${settings.engine.memory_limit}`;
  });
  await using session = await openSettingsSession(workspace).catch(() => undefined);
  if (session === undefined) return;
  const datasets = await openRunDatasets(workspace, session);
  for (const name of datasets.readers) {
    await tell(`reader ${name}`, async () => {
      const files = await datasets.files(name);
      return files.length === 1 ? short(files[0]!.path) : countOf(files.length, "file");
    });
  }
  for (const [name, writer] of Object.entries(settings.writers)) {
    const path = (writer as { readonly path?: unknown }).path;
    if (typeof path !== "string") continue;
    await tell(`writer ${name}`, async () => `${short(path)}: ${await probeWritable(dirname(path))}`);
  }
}

/** What knows the time beside this machine's clock. */
async function witnesses({ settings: { history, paths } }: Workspace): Promise<readonly Witness[]> {
  const { readLedger } = await loadLedger();
  const newest = async () => {
    await using found = (await readLedger(history).catch(() => undefined))?.history;
    return (await found?.runs({ limit: 1 }))?.[0]?.createdAt;
  };
  return [
    { name: "the data folder", tells: "now", time: () => timeOfFiles(paths.data) },
    ...(history.kind === "postgres"
      ? [{ name: "the database", tells: "now", time: () => databaseTime(history.url) } as const]
      : []),
    { name: "the newest run", tells: "past", time: newest },
    {
      name: "the build",
      tells: "past",
      time: () => buildInfo.date === undefined ? undefined : Date.parse(buildInfo.date),
    },
  ];
}

function findingLines({ name, ok, detail, remedy }: Finding, { style, effects }: CommandContext): readonly string[] {
  const sign = ok ? style.green("✓") : style.red("✗");
  const line = `${sign} ${name.padEnd(28)} ${ok ? style.dim(safeText(detail)) : safeText(detail)}`;
  if (remedy === undefined) return [line];
  return [line, `  ${"".padEnd(28)} ${style.dim("next")} ${safeText(spellCommands(remedy, effects.program))}`];
}

function verdict(failed: number, all: number, { style }: CommandContext): string {
  return failed === 0
    ? `${style.green("✓")} ${countOf(all, "check")} passed`
    : `${style.red("✗")} ${failed} of ${countOf(all, "check")} failed`;
}
