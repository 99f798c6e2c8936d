import { type Project, resolveSelection, type RunRecord, triggerOf } from "../../../pipeline/engine/mod.ts";
import type { timelineRows } from "./endpoints.ts";

/** A row of a timeline. */
export interface TimelineRow {
  readonly name: string;
  readonly link?: string;
}

/** How runs and ticks to come are put into rows. */
export interface TimelineKind {
  /** Rows that are there without a run. */
  readonly always: readonly TimelineRow[];
  readonly ofRun: (run: RunRecord) => readonly TimelineRow[];
  readonly ofTick: (tick: { readonly job: string; readonly schedule: string }) => readonly TimelineRow[];
}

/** The rows of a timeline of a project. */
export function timelineKind(by: (typeof timelineRows)[number], project: Project): TimelineKind {
  switch (by) {
    case "job":
      return byJob(project);
    case "group":
      return byGroup(project);
    case "automation":
      return byAutomation(project);
    default:
      return by satisfies never;
  }
}

function byJob({ jobs }: Project): TimelineKind {
  const row = (name: string) => jobs.has(name) ? { name, link: `/jobs/${encodeURIComponent(name)}` } : { name };
  return {
    always: [...jobs.keys()].map(row),
    ofRun: ({ job }) => [row(job)],
    ofTick: ({ job }) => [row(job)],
  };
}

function byGroup(project: Project): TimelineKind {
  const { assets, jobs, graph } = project;
  const row = (name: string) => ({ name, link: `/assets?${new URLSearchParams({ selection: `group:${name}` })}` });
  const rowsOf = (selection: string) => {
    try {
      return [...new Set(resolveSelection(selection, assets, graph).map((name) => assets.get(name)!.group))].map(row);
    } catch {
      // What was selected then is no longer in the project.
      return [];
    }
  };
  const known = new Map<string, readonly TimelineRow[]>();
  const ofSelection = (selection: string) => {
    const rows = known.get(selection) ?? rowsOf(selection);
    known.set(selection, rows);
    return rows;
  };
  return {
    always: [...new Set([...assets.values()].map(({ group }) => group))].map(row),
    ofRun: ({ request }) => ofSelection(String(request["selection"] ?? "")),
    ofTick: ({ job }) => ofSelection(jobs.get(job)?.selection ?? ""),
  };
}

/** Words for what no automation asked for. */
const others = { manual: "by people", retry: "again" } as const;

function byAutomation({ schedules, sensors }: Project): TimelineKind {
  const row = (kind: "schedule" | "sensor", name: string): TimelineRow => {
    const known = kind === "schedule" ? schedules.has(name) : sensors.has(name);
    return { name: `${kind} ${name}`, ...(known ? { link: `/${kind}s/${encodeURIComponent(name)}` } : {}) };
  };
  return {
    always: [
      ...[...schedules.keys()].map((name) => row("schedule", name)),
      ...[...sensors.keys()].map((name) => row("sensor", name)),
    ],
    ofRun: (run) => {
      const kind = triggerOf(run);
      if (kind === "manual" || kind === "retry") return [{ name: others[kind] }];
      const name = String(run.request[kind]);
      if (kind !== "backfill") return [row(kind, name)];
      return [{ name: `backfill ${name}`, link: `/backfills/${encodeURIComponent(name)}` }];
    },
    ofTick: ({ schedule }) => [row("schedule", schedule)],
  };
}
