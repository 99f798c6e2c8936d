import { severities } from "../../../pipeline/engine/mod.ts";
import { checkStates, listChecks } from "../../api/checks/endpoints.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { Choices, given } from "../assets/parts.tsx";
import { definePage } from "../page.tsx";
import { CheckCards } from "./check_cards.tsx";

const words = { error: "failing", warn: "warning", never: "not yet", passed: "passing" } as const;

/** Every check, failing ones first. */
export const checksPage = definePage("/checks", async ({ ask, query, shell }) => {
  const state = checkStates.find((one) => one === query.get("state"));
  const severity = severities.find((one) => one === query.get("severity"));
  const [group, text] = [given(query, "group"), given(query, "text")];
  const { items, counts, groups } = await ask(listChecks, { query: { state, severity, group, text } });
  const all = Object.values(counts).reduce((a, b) => a + b, 0);
  const to = (value: string | undefined) => withQuery(shell.url, { state: value });
  return (
    <Page shell={shell} title="Checks" current="Checks" stream="/api/v1/stream">
      <h1>Checks</h1>
      <form class="selection-bar" method="get">
        {state !== undefined && <input type="hidden" name="state" value={state} />}
        <label>
          Name has <input type="search" name="text" value={text} />
        </label>
        <label>
          Group
          <select name="group">
            <option value="">all</option>
            {groups.map((one) => <option key={one} value={one} selected={one === group}>{one}</option>)}
          </select>
        </label>
        <label>
          Severity
          <select name="severity">
            <option value="">all</option>
            {severities.map((one) => <option key={one} value={one} selected={one === severity}>{one}</option>)}
          </select>
        </label>
        <button type="submit">Show</button>
      </form>
      <div data-live="checks">
        <Choices
          label="State"
          choices={[
            { text: `All ${all}`, href: to(undefined), chosen: state === undefined },
            ...checkStates.map((one) => ({
              text: `${words[one]} ${counts[one] ?? 0}`,
              href: to(one),
              chosen: one === state,
            })),
          ]}
        />
        {items.length === 0 && <p>{all === 0 ? "No check is like that." : "None of them."}</p>}
        <CheckCards checks={items} asset />
      </div>
    </Page>
  );
});
