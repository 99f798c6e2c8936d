import type { Clock } from "../infra/clock.ts";
import type { History, Project, RunFilter } from "../pipeline/engine/mod.ts";
import { type RunView, runView } from "./view_models.ts";

/** What pages and API are answered from. */
export interface Source {
  readonly history: History;
  readonly project: Project;
  readonly clock: Clock;
}

/** How far back searches through the runs look. */
export const lookBack = 40;

/** Runs as they are now, newest first. */
export async function runsNow(source: Source, filter: RunFilter): Promise<readonly RunView[]> {
  const now = source.clock.now();
  return (await source.history.runs(filter)).map((run) => runView(run, now));
}
