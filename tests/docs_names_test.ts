/** What pages name exists: commands with their options, jobs, assets, keys of the configuration, files. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { commands } from "../cli/commands/mod.ts";
import config from "../deno.json" with { type: "json" };
import { configPage } from "../cli/docs/config_page.ts";
import { documentation } from "../cli/docs/pages.ts";
import { readerKinds, writerKinds } from "../io/mod.ts";
import { loadSettings, openProject, settingsSchemaJson } from "../pipeline/mod.ts";
import { mapEnvironment } from "../infra/mod.ts";
import { commandFault } from "./helpers/docs_commands.ts";
import { commandsOf, fencedBlocks } from "./helpers/docs_blocks.ts";
import { projectRoot } from "./helpers/source_files.ts";

const file = join(projectRoot, "config/dev.yaml");
const { settings } = await loadSettings({
  ...{ root: projectRoot, environment: "dev", file, overrides: [], variables: mapEnvironment({}) },
});
const project = openProject(settings);
const made = new Set([
  ...[...project.jobs.keys(), ...project.assets.keys()],
  ...[...project.schedules.keys(), ...project.sensors.keys()],
]);
const keys = new Set([...configPage(await settingsSchemaJson()).matchAll(/^\| `([^`]+)`/gm)].map(([, key]) => key!));

Deno.test("docs: every command that a page names is one, with options that it has", async () => {
  const faults: string[] = [];
  for (const { name, text } of await documentation()) {
    if (name === "changelog" || name.startsWith("decisions/")) continue; // They tell of former times.
    const blocks = fencedBlocks(text).filter(({ language }) => ["sh", "console"].includes(language));
    const typed = blocks.flatMap((block) => commandsOf(block).map((command) => command.text));
    const prose = text.replace(/^(`{3,})[\s\S]*?^\1$/gm, "");
    const said = [...prose.matchAll(/`((?:clustering|deno task (?:cli|run)) [^`\n]+)`/g)].map(([, line]) => line!);
    for (const line of [...typed, ...said]) {
      const fault = await commandFault(line);
      if (fault !== undefined) faults.push(`${name}: ${line}: ${fault}`);
      for (const [word] of line.matchAll(/\b[a-z_]+_(job|schedule|sensor)\b/g)) {
        if (!made.has(word) && !name.startsWith("how_to/")) faults.push(`${name}: ${line}: there is no ${word}`);
      }
    }
  }
  assert.deepEqual(faults, []);
});

Deno.test("docs/from_python: every name on our side exists", async () => {
  const page = await Deno.readTextFile(join(projectRoot, "docs/from_python.md"));
  const rows = page.split("\n").filter((line) => line.startsWith("|") && !line.startsWith("| -"));
  const names = rows.flatMap((row) => [...row.split(/(?<!\\)\|/)[2]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  assert.ok(names.length > 150);
  const faults: string[] = [];
  for (const name of new Set(names)) if (!await exists(name)) faults.push(name);
  assert.deepEqual(faults, []);
});

Deno.test("docs/from_python: every job, schedule and sensor is told of, and every asset or its internal twin", async () => {
  const page = await Deno.readTextFile(join(projectRoot, "docs/from_python.md"));
  const told = (name: string) => page.includes(`\`${name}\``);
  const own = /_preparation$|_previous_assignments$|^clustered_sales|^merged_generate/;
  const missing = [...made].filter((name) => !told(name) && !told(name.replace(/^external/, "internal")));
  assert.deepEqual(missing.filter((name) => !own.test(name)), []);
});

const words: Readonly<Record<string, readonly string[]>> = {
  config: ["${env:NAME,default}", "${a.b}", "STORE_NBR"],
  served: ["/api/v1/health", "/metrics"],
  environment: ["DATA_DIR", "LOGS_DIR", "SLACK_WEBHOOK_URL"],
};

async function exists(name: string): Promise<boolean> {
  if (made.has(name) || keys.has(name) || Object.values(words).flat().includes(name)) return true;
  const [first = "", second = ""] = name.split(" ");
  if (first === "clustering") return await commandFault(name) === undefined;
  if (name.startsWith("deno task ")) return name.slice(10) in config.tasks;
  if (first === "make") {
    const target = second.startsWith("run-") ? "run-%" : second;
    const job = second.startsWith("run-") ? project.jobs.has(`${second.slice(4)}_job`) : true;
    return job && (await Deno.readTextFile(join(projectRoot, "Makefile"))).includes(`\n${target}:`);
  }
  if (first === "kind:") return [...readerKinds, ...writerKinds].some(({ kind }) => kind === second);
  if (name.startsWith("--")) {
    return (await Promise.all(
      commands.map(async ({ name: command }) => await commandFault(`clustering ${command} ${name}`)),
    ))
      .some((fault) => !fault?.includes("there is no option"));
  }
  return await Deno.stat(join(projectRoot, name)).then(({ isFile }) => isFile, () => false);
}
