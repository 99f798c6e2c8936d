import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { Materialization, Project } from "../../pipeline/engine/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { environmentOption, jsonOption, required, setOption, word } from "../grammar/mod.ts";
import { formatBytes, formatTime, relativePath, renderPairs, renderTable, wrap } from "../output/mod.ts";
import { lineWidth, printJson, printLines } from "../print.ts";
import { assetsFolder, openWorkspace, openWorkspaceProject, readHistory, type Workspace } from "../wire.ts";
import { assetFacts, jobFacts } from "./list.ts";

/** `clustering show`. */
export const command = defineCommand({
  name: "show",
  description: "Shows an asset (what it is, what it needs, its stored values) or a job (what it makes, in order).",
  examples: [
    { line: "clustering show internal_preprocessing_job", does: "a job" },
    { line: "clustering show internal_sales_shares --env prod", does: "an asset with its newest values" },
  ],
  fields: (known) => ({
    name: required(
      word("NAME", async () => [...await known.jobs(), ...await known.assets()]),
      "An asset or a job",
    ),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ name, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const project = await openWorkspaceProject(workspace);
    if (project.jobs.has(name)) showJob(name, project, context, json);
    else if (project.assets.has(name)) await showAsset(name, project, workspace, context, json);
    else throw unknownName(name, project);
    return 0;
  },
});

function unknownName(name: string, project: Project): Problem {
  const names = [...project.jobs.keys(), ...project.assets.keys()];
  return new Problem("usage", `Cannot show "${name}": no asset or job has that name${didYouMean(name, names)}`, {
    remedy: 'See "clustering list jobs" and "clustering list assets".',
  });
}

function showJob(name: string, project: Project, context: CommandContext, json: boolean): void {
  const facts = jobFacts(project.jobs.get(name)!, project);
  if (json) return printJson(context, facts);
  const { style } = context;
  const width = lineWidth(context);
  printLines(context, [
    style.bold(name),
    ...wrap(facts.description, Math.min(width, 100)),
    "",
    ...renderPairs([["selection", facts.selection], ...tagPairs(facts.tags), ...poolPairs(facts.pools)], {
      style,
      width,
    }),
    "",
    ...renderTable(facts.assets.map((asset, i) => ({ position: i + 1, asset })), [
      { title: "#", cell: ({ position }) => String(position), align: "right" },
      { title: "asset", cell: ({ asset }) => asset },
      { title: "needs", cell: ({ asset }) => needs(asset, project).join(", "), flexible: true },
    ], { style, width }),
  ]);
}

async function showAsset(
  name: string,
  project: Project,
  workspace: Workspace,
  context: CommandContext,
  json: boolean,
): Promise<void> {
  await using history = await readHistory(workspace);
  const facts = assetFacts(project.assets.get(name)!, project);
  const values = [...await history.latestOf(name)];
  if (json) return printJson(context, { ...facts, latest: values.map(([, value]) => value) });
  const { style } = context;
  const width = lineWidth(context);
  const pairs: [string, string][] = [
    ["group", facts.group],
    ["kind", `${facts.kind}${facts.stored ? "" : ", lives only as long as its run"}`],
    ["needs", facts.needs.join(", ") || "nothing"],
    ["needed by", facts.neededBy.join(", ") || "nothing"],
    ["resources", facts.resources.join(", ") || "none"],
    ...(facts.partitions === null ? [] : [["one for each", facts.partitions] as [string, string]]),
    ...tagPairs(facts.tags),
    ["defined in", relativePath(workspace.root, facts.place)],
  ];
  printLines(context, [
    style.bold(name),
    ...wrap(facts.description, Math.min(width, 100)),
    "",
    ...renderPairs(pairs, { style, width }),
    ...section(
      "Checks",
      renderTable(facts.checks, [
        { title: "check", cell: (check) => check.name },
        { title: "severity", cell: (check) => check.severity },
        { title: "what", cell: (check) => check.description, flexible: true },
      ], { style, width }),
    ),
    ...(facts.stored ? section("Newest values", valueLines(values, workspace, context)) : []),
  ]);

  function section(title: string, lines: readonly string[]): readonly string[] {
    return lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  }
}

function valueLines(
  values: readonly (readonly [string, Materialization])[],
  workspace: Workspace,
  context: CommandContext,
): readonly string[] {
  if (values.length === 0) return [`none in ${workspace.environment} yet`];
  const folder = relativePath(workspace.root, assetsFolder(workspace));
  const partitioned = values.some(([key]) => key !== "");
  return renderTable(values, [
    ...(partitioned ? [{ title: "partition", cell: ([key]: readonly [string, Materialization]) => key }] : []),
    { title: "rows", cell: ([, { rows }]) => (rows === undefined ? "" : rows.toLocaleString("en-US")), align: "right" },
    { title: "columns", cell: ([, { columns }]) => columns?.length.toString() ?? "", align: "right" },
    { title: "size", cell: ([, { bytes }]) => formatBytes(bytes), align: "right" },
    { title: "made", cell: ([, { createdAt }]) => formatTime(createdAt) },
    { title: "run", cell: ([, { run }]) => run },
    { title: "file", cell: ([, { path }]) => `${folder}/${path}`, flexible: true },
  ], { style: context.style, width: lineWidth(context) });
}

function needs(asset: string, project: Project): readonly string[] {
  return project.graph.needs(asset);
}

function tagPairs(tags: Readonly<Record<string, string>>): [string, string][] {
  const entries = Object.entries(tags);
  if (entries.length === 0) return [];
  return [[entries.length === 1 ? "tag" : "tags", entries.map(([key, value]) => `${key}=${value}`).join(", ")]];
}

function poolPairs(pools: Readonly<Record<string, number>>): [string, string][] {
  const entries = Object.entries(pools);
  return entries.length === 0 ? [] : [["pools", entries.map(([name, slots]) => `${name} (${slots})`).join(", ")]];
}
