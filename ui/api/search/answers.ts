import { isFinal } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { mayAct } from "../endpoint.ts";
import { assetActions, automationActions, jobActions, runActions } from "./actions.ts";
import { type Found, search } from "./endpoints.ts";
import { best } from "./rank.ts";
import { findRuns, newestRuns, runsFound } from "./runs.ts";
import { storeDigits, storeFinder } from "./stores.ts";

/** Answers about everything. */
export function searchAnswers(backend: Backend): readonly Answer[] {
  const findStores = storeFinder(backend);
  return [
    answer(search, async (call, backend) => {
      const { query: { text, limit }, caller } = call;
      const { project } = backend;
      const operator = mayAct(caller.role, "operator");
      const runs = await newestRuns(backend);
      const words = text.trim();
      if (words === "") {
        const active = runs.filter(({ status }) => !isFinal(status));
        const actions = operator ? [...runActions(active, project), ...jobActions(project)] : [];
        return { items: [...runsFound(active).slice(0, limit), ...actions.slice(0, limit)] };
      }
      const digits = storeDigits(words);
      const [ofRuns, stores, automation] = await Promise.all([
        findRuns(backend, runs, words, limit),
        digits === undefined ? [] : findStores(digits, limit),
        operator ? automationActions(backend) : [],
      ]);
      const actions = operator
        ? [...jobActions(project), ...runActions(runs, project), ...automation, ...assetActions(project)]
        : [];
      return {
        items: [
          ...places(backend).flatMap((list) => best(words, list, limit)),
          ...ofRuns,
          ...stores,
          ...best(words, actions, limit),
        ],
      };
    }),
  ];
}

/** What has a page of its own and is part of the project, kind by kind. */
function places({ project: { jobs, assets, schedules, sensors } }: Backend): readonly (readonly Found[])[] {
  const place = (kind: "job" | "asset" | "schedule" | "sensor", title: string, detail: string): Found => {
    return { kind, title, detail, href: `/${kind}s/${encodeURIComponent(title)}` };
  };
  return [
    [...jobs.values()].map(({ name, description }) => place("job", name, description)),
    [...assets.values()].map(({ name, group }) => place("asset", name, group)),
    [...schedules.values()].map(({ name, cron, job }) => place("schedule", name, `${job}, ${cron}`)),
    [...sensors.values()].map(({ name, job }) => place("sensor", name, job)),
  ];
}
