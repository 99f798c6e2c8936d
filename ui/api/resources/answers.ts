import type { z } from "zod";
import type { Asset, Project, ResourceMap, StepRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { healthStates } from "../health/endpoints.ts";
import { folderHealth } from "../health/folders.ts";
import { settingViews } from "../settings/answers.ts";
import { listResources, type resourceSchema } from "./endpoints.ts";

type Resource = z.input<typeof resourceSchema>;
type Folder = Resource["folders"][number];
type Last = NonNullable<Resource["last"]>;

/** Answers about what runs open for their steps. */
export const resourceAnswers: readonly Answer[] = [
  answer(listResources, async (_call, backend) => {
    const { project, settings } = backend;
    const users = new Map([...project.resources.keys()].map((name) => [name, usersOf(project, name)]));
    const used = [...project.assets.keys()].filter((asset) => [...users.values()].some((some) => some.has(asset)));
    const [views, folders, last] = await Promise.all([
      settingViews(backend),
      folderHealth(settings),
      lastSteps(backend, used),
    ]);
    return {
      items: [...project.resources.values()].map(
        ({ key: { name }, description, settings: keys = [], needs, ...rest }) => {
          const assets = used.filter((asset) => users.get(name)!.has(asset));
          const newest = newestOf(assets.flatMap((asset) => last.get(asset) ?? []));
          const own = folders.filter((folder) => keys.some((key) => isOpenedWith(key, folder)));
          return {
            name,
            ...(description === undefined ? {} : { description }),
            state: stateOf(own, newest),
            settings: views.filter(({ path }) => keys.some((key) => path === key || isBelow(path, key))),
            folders: own,
            needs: namesOf(needs),
            resources: [...project.resources.values()]
              .filter((other) => namesOf(other.needs).includes(name)).map(({ key }) => key.name),
            assets,
            ...(newest === undefined ? {} : { last: lastView(newest, backend) }),
            fingerprint: rest.fingerprint !== undefined,
          };
        },
      ),
    };
  }),
];

function isBelow(path: string, key: string): boolean {
  return path.startsWith(`${key}.`) || path.startsWith(`${key}[`);
}

function namesOf(map: ResourceMap | undefined): readonly string[] {
  return Object.values(map ?? {}).map(({ name }) => name);
}

/** Assets that need a resource themselves, for their checks or for their values, also through another resource. */
function usersOf(project: Project, name: string): ReadonlySet<string> {
  const wanted = new Set([name]);
  for (let before = 0; before !== wanted.size;) {
    before = wanted.size;
    for (const { key, needs } of project.resources.values()) {
      if (namesOf(needs).some((need) => wanted.has(need))) wanted.add(key.name);
    }
  }
  const uses = ({ resources, checks, kind }: Asset) =>
    [resources, ...checks.map((check) => check.resources), project.kinds.get(kind.name)?.resources]
      .some((map) => namesOf(map).some((need) => wanted.has(need)));
  return new Set([...project.assets.values()].filter(uses).map((asset) => asset.name));
}

async function lastSteps({ ledger: { history } }: Backend, assets: readonly string[]) {
  const found = await Promise.all(assets.map(async (asset) => {
    const [step] = await history.stepsOf(asset, { limit: 1 });
    return [asset, step] as const;
  }));
  return new Map(found);
}

/** Names of runs begin with their time. */
function newestOf(steps: readonly StepRecord[]): StepRecord | undefined {
  const when = ({ run, endedAt, startedAt }: StepRecord) => [run, endedAt ?? startedAt ?? 0] as const;
  return steps.toSorted((a, b) => {
    const [[runA, timeA], [runB, timeB]] = [when(a), when(b)];
    return runA === runB ? timeA - timeB : runA < runB ? -1 : 1;
  }).at(-1);
}

function lastView({ run, step, asset, status, endedAt, startedAt, error }: StepRecord, { redact }: Backend): Last {
  const time = endedAt ?? startedAt;
  return {
    ...{ run, step, asset, status },
    ...(time === undefined ? {} : { time }),
    ...(error === undefined ? {} : { message: redact(error.message) }),
  };
}

/** Folders by the keys of the configuration that name them. */
function isOpenedWith(key: string, { name }: Folder): boolean {
  return key === `paths.${name}` || (name === "temporary" && key === "engine") || (name === "history" && key === name);
}

function stateOf(folders: readonly Folder[], newest: StepRecord | undefined): Resource["state"] {
  const step = newest === undefined ? "unknown" : newest.status === "failed" ? "warning" : "ok";
  const states = [...folders.map(({ state }) => state), step] as const;
  const worst = healthStates.find((state) => states.includes(state)) ?? "unknown";
  return worst === "ok" && step === "unknown" ? "unknown" : worst;
}
