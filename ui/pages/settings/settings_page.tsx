import type { z } from "zod";
import { countOf, formatCount } from "../../../infra/format.ts";
import { listBackups } from "../../api/backups/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { getHealthReport } from "../../api/health/endpoints.ts";
import { type keptSchema, type limitSchema, listSettings } from "../../api/settings/endpoints.ts";
import { Page, type Shell } from "../../views/layout.tsx";
import { type Column, Command, Count, Section, Table, Terms } from "../../views/parts.tsx";
import { Workers } from "../health/health_page.tsx";
import { definePage } from "../page.tsx";
import { BackupsView } from "./backups_view.tsx";
import { settingColumns } from "./values_view.tsx";

type Limit = z.output<typeof limitSchema>;
type Kept = z.output<typeof keptSchema>;

/** The configuration in effect, and where each value of it was written. */
export const settingsPage = definePage("/settings", async ({ ask, query, shell }) => {
  const text = query.get("text")?.slice(0, 200) || undefined;
  const changed = query.get("changed") === "true";
  const found = await ask(listSettings, { query: { text, changed: String(changed) } });
  const { environment, items, total, limits, retention, login } = found;
  const [backups, report] = await Promise.all([
    mayAct(shell.caller.role, "operator") ? ask(listBackups, {}) : undefined,
    ask(getHealthReport, {}),
  ]);
  const sections = Map.groupBy(items, ({ section }) => section);
  const filtered = text !== undefined || changed;
  return (
    <Page shell={shell} title="Settings" current="Settings">
      <h1>Settings</h1>
      <p class="lead">
        What holds in <strong>{environment}</strong>{" "}
        and where it was written. Files are the source: change them, then start the program again or send it a SIGHUP.
      </p>
      <p>
        <a class="button" href="/api/v1/settings/schema" download="config.schema.json">JSON Schema for editors</a>
      </p>
      <Login login={login} shell={shell} />
      {!filtered && (
        <>
          <Section title="Runs at once">
            <Table label="Runs at once" columns={limitColumns} rows={limits} />
          </Section>
          {backups !== undefined && <BackupsView backups={backups} shell={shell} />}
          <Section title="Workers">
            <Workers workers={report.workers} now={report.time} />
          </Section>
          <Section title="Versions">
            <Terms terms={report.versions} />
          </Section>
          <Section title="What is kept">
            <Table label="What is kept" columns={keptColumns} rows={retention} />
          </Section>
        </>
      )}
      <Section title="Values">
        <form class="filters" method="get" action="/settings#values" role="search" aria-label="Values">
          <label>
            Has <input type="search" name="text" value={text} placeholder="key or value" />
          </label>
          <label>
            <input type="checkbox" name="changed" value="true" checked={changed} /> only what was set
          </label>
          <button type="submit">Show</button>
          {filtered && <a href="/settings#values">Clear</a>}
          <span class="quiet">
            {filtered ? `${formatCount(items.length)} of ${countOf(total, "value")}` : countOf(total, "value")}
          </span>
        </form>
        {items.length === 0 && <p>No value is like that.</p>}
        {[...sections].map(([section, values]) => (
          <section key={section}>
            <h3 id={`section-${section}`}>{section}</h3>
            <Table label={`Values of ${section}`} columns={settingColumns} rows={values} />
          </section>
        ))}
      </Section>
      <Section title="On the command line">
        <Command line={`${shell.program} config show --env ${environment}`} />
      </Section>
    </Page>
  );
});

function Login({ login, shell }: { readonly login: boolean; readonly shell: Shell }) {
  if (!login) return <p>Nobody logs in: only this machine is served.</p>;
  return <p>Callers log in{mayAct(shell.caller.role, "admin") ? "" : "; an administrator keeps users and tokens"}.</p>;
}

const limitWords = { all: "all runs together", job: "job", tag: "tag", pool: "slots of the pool" } as const;

const limitColumns: readonly Column<Limit>[] = [
  {
    title: "Of",
    cell: ({ kind, name }) =>
      name === undefined ? limitWords[kind] : (
        <>
          {limitWords[kind]} <code>{name}</code>
        </>
      ),
  },
  { title: "At most", as: "number", cell: ({ limit }) => <Count value={limit} /> },
];

const keptColumns: readonly Column<Kept>[] = [
  {
    title: "What",
    as: "text",
    cell: ({ name, about }) => (
      <>
        <code>{name}</code>
        {about !== undefined && <p class="quiet about">{about}</p>}
      </>
    ),
  },
  {
    title: "Days",
    as: "number",
    cell: ({ days }) => days === null ? <span class="quiet">whatever its age</span> : <Count value={days} />,
  },
  {
    title: "The newest",
    as: "number",
    cell: ({ most }) => most === undefined || most === null ? <span class="quiet">all</span> : <Count value={most} />,
  },
];
