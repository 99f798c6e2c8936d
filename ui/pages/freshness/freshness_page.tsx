import { formatCount } from "../../../infra/format.ts";
import { freshnessStatuses } from "../../../pipeline/engine/mod.ts";
import { listFreshness } from "../../api/freshness/endpoints.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { assetHref, type Column, Name, Table } from "../../views/parts.tsx";
import { Ago, Choices } from "../assets/parts.tsx";
import { definePage } from "../page.tsx";
import { Causes, Deadline, type Freshness, FreshnessBadge, freshnessWord, wantedWords } from "./freshness_view.tsx";

const worstFirst = ["late", "at_risk", "unknown", "fresh"] as const;

/** How new assets must be, late ones first, each with what holds it up. */
export const freshnessPage = definePage("/freshness", async ({ ask, query, shell }) => {
  const { items, counts } = await ask(listFreshness, { query: {} });
  const status = freshnessStatuses.find((one) => one === query.get("status"));
  const shown = items.filter((item) => status === undefined || item.status === status);
  return (
    <Page shell={shell} title="Freshness" current="Freshness" stream="/api/v1/stream">
      <h1>Freshness</h1>
      <p class="lead">Whether assets are as new as they must be, and what holds up those that are not.</p>
      <div data-live="freshness">
        {items.length === 0 ? <Nothing /> : (
          <>
            <Choices
              label="State"
              choices={[
                {
                  text: `All ${formatCount(items.length)}`,
                  href: withQuery(shell.url, { status: undefined }),
                  chosen: status === undefined,
                },
                ...worstFirst.map((one) => ({
                  text: `${freshnessWord(one)} ${formatCount(counts[one] ?? 0)}`,
                  href: withQuery(shell.url, { status: one }),
                  chosen: one === status,
                })),
              ]}
            />
            {shown.length === 0
              ? <p>None of them.</p>
              : <Table label="Freshness" columns={columnsFor(shell.now)} rows={shown} />}
          </>
        )}
      </div>
    </Page>
  );
});

function columnsFor(now: number): readonly Column<Freshness>[] {
  return [
    { title: "State", cell: ({ status }) => <FreshnessBadge status={status} /> },
    {
      title: "Asset",
      cell: (freshness) => (
        <>
          <a href={assetHref(freshness.asset)}>
            <Name text={freshness.asset} />
          </a>
          <span class="note quiet when-wide">{wantedWords(freshness)}</span>
        </>
      ),
    },
    { title: "Late", cell: (freshness) => <Deadline freshness={freshness} now={now} /> },
    { title: "Last made", wide: true, cell: ({ confirmedAt }) => <Ago at={confirmedAt} now={now} /> },
    { title: "Held up by", as: "text", cell: (freshness) => <Causes freshness={freshness} /> },
  ];
}

function Nothing() {
  return (
    <>
      <p>
        No asset must be new yet. Say in the configuration how old assets may be, by name or selection, and this page
        tells which are late and why; an alert can, too.
      </p>
      <pre tabindex={0}>{example}</pre>
      <p class="quiet">docs/freshness_and_checks.md has more.</p>
    </>
  );
}

const example = `freshness:
  cluster_report: { within_hours: 26 }
  "group:merging": { within_hours: 12, cron: "0 6 * * MON-FRI", time_zone: Europe/Berlin }`;
