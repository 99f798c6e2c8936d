import {
  type Asset,
  assetNamed,
  defineAsset,
  defineCheck,
  defineJob,
  defineProject,
  type Project,
  record,
} from "../../pipeline/engine/mod.ts";

/** Assets that stand in one group and one layer. */
const perGroup = 40;
const kind = record<number>({ parse: (value) => value as number });

/** Name of an asset by its number, from 0 on. */
export function assetName(index: number): string {
  return `area_${String(Math.floor(index / perGroup)).padStart(2, "0")}/table_${String(index).padStart(4, "0")}`;
}

/** Name of the group of an asset. */
export function groupName(index: number): string {
  return `area_${String(Math.floor(index / perGroup)).padStart(2, "0")}`;
}

/** The job of a group, by its number. */
export function jobName(group: number): string {
  return `area_${String(group).padStart(2, "0")}_job`;
}

/** Whether an asset has a check. */
export function isChecked(index: number): boolean {
  return index % 5 === 0;
}

/** How many groups so many assets make. */
export function groupsOf(assets: number): number {
  return Math.ceil(assets / perGroup);
}

/** Numbers of the assets of a group. */
export function assetsOf(group: number, assets: number): readonly number[] {
  const first = group * perGroup;
  return Array.from({ length: Math.min(perGroup, assets - first) }, (_, index) => first + index);
}

/** Assets in groups of 40 that each need one or two of the group before and one of their own; a job for each group, and one for all. */
export function bigProject(count: number): Project {
  const all = Array.from({ length: count }, (_, index): Asset => {
    const needed = neededBy(index);
    const check = defineCheck(kind, {
      ...{ name: "rows_as_before", description: "About as many rows as before.", severity: "warn" },
      run: () => ({ passed: true, message: "" }),
    });
    return defineAsset({
      name: assetName(index),
      group: groupName(index),
      description: `Table ${index}: what the tables before it say, one row for each key and day.`,
      kind,
      tags: { owner: `team ${index % 7}` },
      deps: Object.fromEntries(needed.map((other) => [`from_${other}`, assetNamed<number>(assetName(other))])),
      checks: isChecked(index) ? [check] : [],
      compute: () => 0,
    });
  });
  const jobs = Array.from({ length: groupsOf(count) }, (_, group) =>
    defineJob({
      ...{ name: jobName(group), selection: `group:${groupName(group * perGroup)}` },
      description: `Tables of area ${group}.`,
    }));
  return defineProject({
    assets: all,
    jobs: [...jobs, defineJob({ name: "everything_job", selection: "*", description: "Every table." })],
  });
}

function neededBy(index: number): readonly number[] {
  const [group, place] = [Math.floor(index / perGroup), index % perGroup];
  const above = group === 0 ? [] : [0, 7].slice(0, 1 + index % 2)
    .map((step) => (group - 1) * perGroup + (place + step) % perGroup);
  return place % 4 === 3 ? [...above, index - 1] : above;
}
