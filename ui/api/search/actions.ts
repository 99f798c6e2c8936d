import { automationStates, isFinal, type Project, type RunRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { Found } from "./endpoints.ts";

type Action = NonNullable<Found["action"]>;

const toRun = { then: "/runs/{run}" };

function deed(title: string, detail: string, action: Action): Found {
  return { kind: "action", title, detail, action };
}

/** Launching jobs: by the form, or at once. */
export function jobActions({ jobs }: Project): readonly Found[] {
  return [...jobs.values()].flatMap(({ name, description }): readonly Found[] => [
    {
      ...{ kind: "action", title: `Launch ${name}`, detail: "Choose settings, see the plan, launch" },
      href: `/jobs/${encodeURIComponent(name)}/launch`,
    },
    deed(`Run ${name} now`, description, {
      request: `POST /api/v1/jobs/${encodeURIComponent(name)}/runs`,
      body: "{}",
      question: `Run ${name} now, as it is configured?`,
      ...toRun,
    }),
  ]);
}

/** Canceling runs that go on, trying again those that failed. */
export function runActions(runs: readonly RunRecord[], { jobs }: Project): readonly Found[] {
  return runs.flatMap(({ id, job, status, error }): readonly Found[] => {
    const path = `/api/v1/runs/${encodeURIComponent(id)}`;
    if (!isFinal(status)) {
      return [deed(`Cancel run ${id}`, `${job}, ${status}`, {
        request: `POST ${path}/cancel`,
        body: '{"reason":"from the palette"}',
        question: `Cancel run ${id} of ${job}?`,
        done: "Canceled",
      })];
    }
    if (status === "success" || !jobs.has(job)) return [];
    return [deed(`Run ${id} from failure`, `${job}, ${error?.message ?? status}`, {
      request: `POST ${path}/retry`,
      body: '{"fromFailure":true}',
      question: `Run what run ${id} of ${job} did not finish?`,
      ...toRun,
    })];
  });
}

/** Making assets anew. */
export function assetActions({ assets }: Project): readonly Found[] {
  return [...assets.values()].filter(({ kind }) => !kind.transient).map(({ name, group }) =>
    deed(`Materialize ${name}`, group, {
      request: "POST /api/v1/assets/materialize",
      body: JSON.stringify({ selection: name }),
      question: `Queue a run that makes ${name}?`,
      ...toRun,
    })
  );
}

/** Starting and stopping schedules and sensors. */
export async function automationActions({ project, ledger: { coordination } }: Backend): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const [kind, all] of [["schedule", project.schedules], ["sensor", project.sensors]] as const) {
    if (all.size === 0) continue;
    const states = await automationStates(coordination, kind);
    for (const { name, job, defaultRunning } of all.values()) {
      const [word, path] = states.get(name)?.running ?? defaultRunning ? ["Stop", "stop"] : ["Start", "start"];
      found.push(deed(`${word} ${kind} ${name}`, job, {
        request: `POST /api/v1/${kind}s/${encodeURIComponent(name)}/${path}`,
        body: "{}",
        question: `${word} the ${kind} ${name}?`,
        done: `The ${kind} ${name} was ${word === "Stop" ? "stopped" : "started"}`,
      }));
    }
  }
  return found;
}
