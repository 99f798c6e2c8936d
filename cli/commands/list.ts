import type { Asset, AssetFreshness, Job, Project } from "../../pipeline/engine/mod.ts";
import { listSchedules, listSensors } from "../automation/view.ts";
import { listPartitions } from "../backfill/partitions.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { causeLines, freshnessText, readFreshness } from "../freshness.ts";
import { environmentOption, jsonOption, oneOf, optionalArgument, setOption } from "../grammar/mod.ts";
import { printJson, printLines, printTable } from "../print.ts";
import { openWorkspace, openWorkspaceProject } from "../wire.ts";

const kinds = ["jobs", "assets", "partitions", "schedules", "sensors"] as const;

/** `clustering list`. */
export const command = defineCommand({
  name: "list",
  description: "Lists the jobs, assets, partitions, schedules or sensors of the project.",
  examples: [
    { line: "clustering list jobs", does: "what can be run" },
    { line: "clustering list assets --json", does: "for a script" },
    { line: "clustering list partitions", does: "the keys that runs found, and what became of each" },
  ],
  fields: (known) => ({
    what: optionalArgument(oneOf("KIND", kinds), `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)} (default jobs)`),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ what = "jobs", env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const project = await openWorkspaceProject(workspace);
    switch (what) {
      case "jobs":
        listJobs(project, context, json);
        break;
      case "assets":
        await listAssets(project, await readFreshness(project, workspace, context), context, json);
        break;
      case "partitions":
        await listPartitions(project, workspace, context, json);
        break;
      case "schedules":
        await listSchedules(project, workspace, context, json);
        break;
      case "sensors":
        await listSensors(project, workspace, context, json);
        break;
      default:
        return what satisfies never;
    }
    return 0;
  },
});

/** A job as scripts see it. */
export function jobFacts(job: Job, project: Project) {
  return {
    name: job.name,
    description: job.description,
    selection: job.selection,
    tags: job.tags,
    pools: job.pools,
    assets: project.jobAssets.get(job.name) ?? [],
  };
}

/** An asset as scripts see it. */
export function assetFacts(asset: Asset, project: Project) {
  return {
    name: asset.name,
    group: asset.group,
    description: asset.description,
    kind: asset.kind.name,
    stored: !asset.kind.transient,
    partitions: asset.partitions?.name ?? null,
    tags: asset.tags,
    needs: project.graph.needs(asset.name),
    neededBy: project.graph.neededBy(asset.name),
    resources: Object.values(asset.resources).map(({ name }) => name),
    checks: asset.checks.map(({ name, severity, description }) => ({ name, severity, description })),
    place: asset.place.toString(),
  };
}

function listJobs(project: Project, context: CommandContext, json: boolean): void {
  const jobs = [...project.jobs.values()].map((job) => jobFacts(job, project));
  if (json) return printJson(context, jobs);
  printTable(context, jobs, [
    { title: "job", cell: ({ name }) => name },
    { title: "assets", cell: ({ assets }) => String(assets.length), align: "right" },
    { title: "what", cell: ({ description }) => description, flexible: true },
  ], "No jobs: this project defines none.");
}

async function listAssets(
  project: Project,
  freshness: ReadonlyMap<string, AssetFreshness>,
  context: CommandContext,
  json: boolean,
): Promise<void> {
  const assets = [...project.assets.values()].map((asset) => ({
    ...assetFacts(asset, project),
    freshness: freshness.get(asset.name) ?? null,
  }));
  if (json) return printJson(context, assets);
  const now = context.effects.clock.now();
  const { style } = context;
  printTable(context, assets, [
    { title: "asset", cell: ({ name }) => name },
    { title: "group", cell: ({ group }) => group },
    { title: "kind", cell: ({ kind }) => kind },
    { title: "per", cell: ({ partitions }) => partitions ?? "" },
    ...(freshness.size === 0 ? [] : [{
      title: "freshness",
      cell: ({ freshness: found }: typeof assets[number]) => found === null ? "" : freshnessText(found, now, style),
    }]),
    { title: "what", cell: ({ description }) => description, flexible: true },
  ], "No assets: this project defines none.");
  printLines(context, await causeLines(freshness, style));
}
