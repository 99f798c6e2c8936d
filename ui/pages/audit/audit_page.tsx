import type { z } from "zod";
import { isRunId } from "../../../infra/random.ts";
import { type auditSchema, getAuditNames, listAudit } from "../../api/audit/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { type Column, Name, runHref, Table, Time } from "../../views/parts.tsx";
import { queryOf } from "../assets/parts.tsx";
import { definePage } from "../page.tsx";

type Entry = z.output<typeof auditSchema>;

const day = 86_400_000;
const filters = ["actor", "action", "target", "since", "until"] as const;

/** Who changed what. */
export const auditPage = definePage("/audit", async ({ ask, query, shell }) => {
  if (!mayAct(shell.caller.role, "admin")) return <NotYours shell={shell} />;
  const choice = choiceOf(query);
  const cursor = /^[1-9]\d{0,14}$/.test(query.get("cursor") ?? "") ? query.get("cursor")! : undefined;
  const [{ items, next }, names] = await Promise.all([
    ask(listAudit, { query: { ...choice, cursor } }),
    ask(getAuditNames, {}),
  ]);
  const chosen = filters.some((name) => query.get(name));
  const download = (format: string) => `/api/v1/audit/export${queryOf({ ...textsOf(choice), format })}`;
  return (
    <Page shell={shell} title="Audit" current="Audit">
      <h1>Audit</h1>
      <p class="lead">
        Everything that somebody changed: from a page, by a token, or on the command line. What was refused changed
        nothing and is not here.
      </p>
      <Filters query={query} names={names} chosen={chosen} />
      {items.length === 0
        ? <p>{chosen || cursor !== undefined ? "No change is like that." : "Nothing was changed yet."}</p>
        : <Table label="Changes, newest first" columns={columns} rows={items} />}
      <nav class="pager" aria-label="Pages">
        {cursor !== undefined && <a href={withQuery(shell.url, { cursor: undefined })}>Newest</a>}
        {next !== undefined && <a href={withQuery(shell.url, { cursor: String(next) })}>Older</a>}
      </nav>
      <p class="actions">
        <a class="button" href={download("csv")} download>CSV</a>
        <a class="button" href={download("json")} download>JSON</a>
      </p>
    </Page>
  );
});

function NotYours({ shell }: { readonly shell: Shell }) {
  return (
    <Page shell={shell} title="Audit" current="Audit">
      <h1>Audit</h1>
      <p>Only administrators see who changed what. You are {shell.caller.role}.</p>
    </Page>
  );
}

/** What the filters of the address ask the API for; days are of UTC. */
function choiceOf(query: URLSearchParams) {
  const text = (name: string, most: number) => query.get(name)?.slice(0, most) || undefined;
  const time = (name: string, later = 0) => {
    const parsed = Date.parse(`${query.get(name) ?? ""}T00:00:00Z`);
    return Number.isNaN(parsed) ? undefined : parsed + later;
  };
  return {
    actor: text("actor", 200),
    action: text("action", 200),
    target: text("target", 500),
    since: time("since"),
    until: time("until", day),
  };
}

function textsOf(choice: ReturnType<typeof choiceOf>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(choice).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
}

function Filters({ query, names: { actors, actions }, chosen }: {
  readonly query: URLSearchParams;
  readonly names: z.output<typeof getAuditNames.output>;
  readonly chosen: boolean;
}) {
  const value = (name: (typeof filters)[number]) => query.get(name) ?? "";
  return (
    <form class="filters" method="get" action="/audit" role="search" aria-label="Changes">
      <Choice name="actor" title="Who" value={value("actor")} choices={actors} />
      <Choice name="action" title="Action" value={value("action")} choices={actions} />
      <label>
        Target has <input type="search" name="target" value={value("target")} size={16} />
      </label>
      <label>
        From <input type="date" name="since" value={value("since")} />
      </label>
      <label>
        To <input type="date" name="until" value={value("until")} />
      </label>
      <button type="submit">Show</button>
      {chosen && <a href="/audit">Clear</a>}
    </form>
  );
}

function Choice({ name, title, value, choices }: {
  readonly name: string;
  readonly title: string;
  readonly value: string;
  readonly choices: readonly string[];
}) {
  const all = value === "" || choices.includes(value) ? choices : [...choices, value];
  return (
    <label>
      {title}{" "}
      <select name={name}>
        <option value="" selected={value === ""}>any</option>
        {all.map((one) => <option key={one} value={one} selected={one === value}>{one}</option>)}
      </select>
    </label>
  );
}

const columns: readonly Column<Entry>[] = [
  { title: "Time", cell: ({ time }) => <Time at={time} /> },
  { title: "Who", cell: ({ actor }) => <a href={`/audit${queryOf({ actor })}`}>{actor}</a> },
  { title: "Action", cell: ({ action }) => <a href={`/audit${queryOf({ action })}`}>{action}</a> },
  { title: "Target", as: "text", cell: (entry) => <Target entry={entry} /> },
  { title: "Details", as: "text", cell: ({ details }) => <Details details={details} /> },
  { title: "Outcome", cell: ({ outcome }) => outcome },
];

function Target({ entry: { action, target } }: { readonly entry: Entry }) {
  if (!action.startsWith("run.") || !isRunId(target)) return <Name text={target} />;
  return <a class="id" href={runHref(target)}>{target}</a>;
}

function Details({ details }: { readonly details: Entry["details"] }) {
  const shown = Object.entries(details).filter(([name]) => name !== "outcome");
  if (shown.length === 0) return <span class="quiet">–</span>;
  return (
    <ul class="plain details">
      {shown.map(([name, value]) => (
        <li key={name}>
          <span class="quiet">{name}</span> {typeof value === "string" ? value : JSON.stringify(value)}
        </li>
      ))}
    </ul>
  );
}
