import { type Answer, answer } from "../answer.ts";
import type { Catalog } from "../assets/catalog.ts";
import { assetChecks } from "../assets/checks.ts";
import type { CheckAnswer } from "../assets/schemas.ts";
import { checkStates, listChecks } from "./endpoints.ts";

type State = (typeof checkStates)[number];

/** Answers about all checks. */
export function checkAnswers(readCatalog: () => Promise<Catalog>): readonly Answer[] {
  return [
    answer(listChecks, async ({ query: { state, severity, group, text = "" } }, backend) => {
      const entries = [...(await readCatalog()).values()].filter(({ asset }) => asset.checks.length > 0);
      const groups = [...new Set(entries.map(({ asset }) => asset.group))];
      const wanted = text.toLowerCase();
      const chosen = entries.filter(({ asset }) => group === undefined || asset.group === group);
      const found = (await Promise.all(chosen.map((entry) => assetChecks(backend, entry)))).flat().filter((check) =>
        (severity === undefined || check.severity === severity) &&
        `${check.check}\n${check.asset}`.toLowerCase().includes(wanted)
      );
      const counts = Object.fromEntries(
        checkStates.map((one) => [one, found.filter((check) => check.state === one).length]),
      ) as Record<State, number>;
      const owners = new Map(chosen.map(({ asset: { name, tags } }) => [name, tags["owner"]]));
      const items = found.filter((check) => state === undefined || check.state === state).map((check) => {
        const owner = owners.get(check.asset);
        return { ...check, ...(owner === undefined ? {} : { owner }) };
      });
      return { items: items.toSorted(failingFirst), counts, groups };
    }),
  ];
}

function failingFirst(a: CheckAnswer, b: CheckAnswer): number {
  return checkStates.indexOf(a.state) - checkStates.indexOf(b.state) ||
    (b.strip.at(-1)?.failed ?? 0) - (a.strip.at(-1)?.failed ?? 0);
}
