import { formatCount } from "../../../infra/format.ts";
import { runTriggers } from "../../../pipeline/engine/mod.ts";
import { listAssetNames, listJobNames } from "../../api/jobs/endpoints.ts";
import { countRuns, listRuns, statusGroups } from "../../api/runs/endpoints.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { definePage } from "../page.tsx";
import { mayOperate, RunTable, Unattended } from "./run_rows.tsx";

const tabs = [
  [undefined, "All"],
  ["queued", "Queued"],
  ["active", "In progress"],
  ["success", "Success"],
  ["failure", "Failure"],
  ["canceled", "Canceled"],
] as const;

const filters = ["job", "asset", "partition", "trigger", "by", "tag", "since", "until"] as const;

/** Those that stand behind "More filters". */
const rare = ["partition", "by", "trigger", "tag"] as const;

/** Runs by status, job, asset, key, label, who and what asked for them, and day. */
export const runsPage = definePage("/runs", async ({ ask, query, shell }) => {
  const choice = choiceOf(query);
  const status = query.get("status") ?? undefined;
  const cursor = query.get("cursor") ?? undefined;
  const group = statusGroups.find((group) => group === status);
  const [{ items, next }, { counts }, { items: jobs }, { items: assets }] = await Promise.all([
    ask(listRuns, { query: { ...choice, status: (group ?? status) as typeof group, cursor, limit: 50 } }),
    ask(countRuns, { query: choice }),
    ask(listJobNames, {}),
    ask(listAssetNames, {}),
  ]);
  const all = Object.values(counts).reduce((a, b) => a + b, 0);
  const countOf = (tab: (typeof tabs)[number][0]) =>
    tab === undefined ? all : tab === "active" ? counts.starting + counts.running : counts[tab];
  const chosen = filters.some((name) => query.get(name));
  return (
    <Page shell={shell} title="Runs" current="Runs" stream="/api/v1/stream">
      <h1>Runs</h1>
      <nav class="filter tabs" aria-label="Status" data-live="tabs">
        {tabs.map(([tab, name]) => (
          <a
            key={name}
            href={withQuery(shell.url, { status: tab, cursor: undefined })}
            aria-current={tab === status ? "true" : undefined}
          >
            {name} <span class="count">{formatCount(countOf(tab))}</span>
          </a>
        ))}
      </nav>
      <Filters shell={shell} query={query} jobs={jobs} assets={assets} />
      <div data-live="unattended">
        <Unattended shell={shell} shown={items.some(({ waiting }) => waiting?.unattended === true)} />
      </div>
      <div data-island={mayOperate(shell) ? "bulk" : undefined}>
        {mayOperate(shell) && items.length > 0 && <BulkActions />}
        <div data-live="runs">
          {items.length === 0
            ? <Nothing shell={shell} chosen={chosen || status !== undefined} />
            : <RunTable label="Runs, newest first" runs={items} choice={mayOperate(shell)} />}
        </div>
      </div>
      <nav class="pager" aria-label="Pages">
        {cursor !== undefined && <a href={withQuery(shell.url, { cursor: undefined })}>Newest</a>}
        {next !== undefined && <a href={withQuery(shell.url, { cursor: next })}>Older</a>}
      </nav>
    </Page>
  );
});

const day = 86_400_000;

/** What the filters of the address ask the API for; days are of UTC. */
function choiceOf(query: URLSearchParams) {
  const text = (name: string) => query.get(name) || undefined;
  const time = (name: string, later = 0) => {
    const parsed = Date.parse(`${text(name) ?? ""}T00:00:00Z`);
    return Number.isNaN(parsed) ? undefined : parsed + later;
  };
  return {
    job: text("job"),
    ...{ tag: text("tag"), by: text("by"), asset: text("asset"), partition: text("partition") },
    trigger: text("trigger") as (typeof runTriggers)[number] | undefined,
    since: time("since"),
    until: time("until", day),
  };
}

function Filters(props: {
  readonly shell: Shell;
  readonly query: URLSearchParams;
  readonly jobs: readonly string[];
  readonly assets: readonly string[];
}) {
  const { shell, query, jobs, assets } = props;
  const value = (name: string) => query.get(name) ?? "";
  const names = value("job") === "" || jobs.includes(value("job")) ? jobs : [...jobs, value("job")];
  return (
    <form class="filters" method="get" action="/runs" role="search" aria-label="Runs">
      {query.get("status") !== null && <input type="hidden" name="status" value={value("status")} />}
      <Choice name="job" title="Job" value={value("job")} choices={names} />
      <label>
        Asset <input name="asset" value={value("asset")} list="asset-names" size={18} />
      </label>
      <datalist id="asset-names">{assets.map((name) => <option key={name} value={name} />)}</datalist>
      <label>
        From <input type="date" name="since" value={value("since")} />
      </label>
      <label>
        To <input type="date" name="until" value={value("until")} />
      </label>
      <button type="submit">Show</button>
      {filters.some((name) => value(name) !== "") && (
        <a
          href={withQuery(shell.url, {
            ...Object.fromEntries(filters.map((name) => [name, undefined])),
            cursor: undefined,
          })}
        >
          Clear
        </a>
      )}
      <details open={rare.some((name) => value(name) !== "")}>
        <summary>More filters</summary>
        <div class="filters">
          <label>
            Key <input name="partition" value={value("partition")} placeholder="of a partition" size={12} />
          </label>
          <label>
            User <input name="by" value={value("by")} size={12} />
          </label>
          <Choice name="trigger" title="Asked by" value={value("trigger")} choices={runTriggers} />
          <label>
            Tag <input name="tag" value={value("tag")} placeholder="name=value" pattern="[^=]+=.*" size={14} />
          </label>
        </div>
      </details>
    </form>
  );
}

function Choice(props: {
  readonly name: string;
  readonly title: string;
  readonly value: string;
  readonly choices: readonly string[];
}) {
  const { name, title, value, choices } = props;
  return (
    <label>
      {title}{" "}
      <select name={name}>
        <option value="" selected={value === ""}>any</option>
        {choices.map((one) => <option key={one} value={one} selected={one === value}>{one}</option>)}
      </select>
    </label>
  );
}

function BulkActions() {
  return (
    <div class="actions bulk" role="group" aria-label="Chosen runs">
      <span class="quiet" data-count>None chosen</span>
      <button type="button" data-bulk="retry" disabled>Run again</button>
      <button type="button" data-bulk="resume" disabled>Run what they did not finish</button>
      <button type="button" class="danger" data-bulk="cancel" disabled>Cancel</button>
    </div>
  );
}

function Nothing({ shell, chosen }: { readonly shell: Shell; readonly chosen: boolean }) {
  if (chosen) {
    return (
      <p>
        No run is like that. <a href="/runs">Show all</a>
      </p>
    );
  }
  return (
    <p>
      Nothing ran here yet. Choose a <a href="/jobs">job</a> and launch it
      {mayOperate(shell) ? "" : ", as somebody who may,"} or run one in a terminal.
    </p>
  );
}
