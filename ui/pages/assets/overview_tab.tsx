import { formatCount, formatDuration } from "../../../infra/format.ts";
import {
  assetHref,
  Badge,
  type BadgeState,
  Count,
  ErrorCard,
  Facts,
  jobHref,
  Name,
  runHref,
  Section,
  Size,
  Table,
  Terms,
} from "../../views/parts.tsx";
import { explainAssetNow } from "../../api/assets/endpoints.ts";
import { listFreshness } from "../../api/freshness/endpoints.ts";
import { type Freshness, FreshnessBox } from "../freshness/freshness_view.tsx";
import type { Shell } from "../../views/layout.tsx";
import { type Why, WhyBox } from "./why_box.tsx";
import type { AssetDetail, AssetTab } from "./asset_page.tsx";
import { Ago } from "./parts.tsx";
import { Plot } from "./plot.tsx";

/** What an asset is, its newest value, and how rows and durations went. */
export const overviewTab: AssetTab = {
  id: "overview",
  title: () => "Overview",
  has: () => true,
  render: async ({ ask, query, shell }, detail) => {
    const { name } = detail.asset;
    const [why, { items: [freshness] }] = await Promise.all([
      ask(explainAssetNow, { params: { name }, query: query.get("why") === "all" ? {} : { lines: shortTree } }),
      ask(listFreshness, { query: { asset: name } }),
    ]);
    return <Overview detail={detail} shell={shell} why={why} freshness={freshness} />;
  },
};

/** Sentences of why an asset is stale, more of which are told short. */
const shortTree = 15;

function Overview({ detail, shell, why, freshness }: {
  readonly detail: AssetDetail;
  readonly shell: Shell;
  readonly why: Why;
  readonly freshness: Freshness | undefined;
}) {
  const { asset, newest, failures } = detail;
  const { now } = shell;
  return (
    <>
      {failures.slice(0, 3).map(({ step, error, run }) => (
        <>
          <ErrorCard error={error} title={`${step} failed`} />
          <p>
            <a href={runHref(run)}>The run that failed</a>
          </p>
        </>
      ))}
      {failures.length > 3 && <p>{failures.length - 3} more of its steps failed in that run.</p>}
      <p class="lead">{asset.description}</p>
      <Definition detail={detail} now={now} />
      {freshness !== undefined && <FreshnessBox freshness={freshness} now={now} />}
      <WhyBox why={why} shell={shell} />
      <Trends detail={detail} />
      {newest === undefined ? <NoValue detail={detail} /> : (
        <Section title="Newest value">
          <Facts
            facts={{
              ...(newest.partition === undefined ? {} : { Partition: newest.partition }),
              ...{ Version: newest.version, File: newest.path },
            }}
          />
          <Facts facts={newest.metadata} />
        </Section>
      )}
      {newest?.columns !== undefined && (
        <Section title="Columns">
          <Table
            label="Columns"
            columns={[
              { title: "Name", cell: ({ name }) => name },
              { title: "Type", cell: ({ type }) => <code>{type}</code> },
            ]}
            rows={newest.columns}
          />
        </Section>
      )}
    </>
  );
}

function NoValue({ detail: { asset } }: { readonly detail: AssetDetail }) {
  if (asset.health === "transient") {
    return <p>Its value is made whenever a run needs it, and not kept: there is nothing to look at.</p>;
  }
  const [job] = asset.jobs;
  return (
    <p>
      Nothing is stored yet. Materialize it with the button above
      {job !== undefined && (
        <>
          , or run the job <a href={jobHref(job)}>{job}</a>
        </>
      )}.
    </p>
  );
}

function Definition({ detail, now }: { readonly detail: AssetDetail; readonly now: number }) {
  const { asset, place, resources, codeVersion, pool, observes } = detail;
  const { lastRun } = asset;
  return (
    <Terms
      terms={{
        "Built": asset.builtAt === undefined ? undefined : <Ago at={asset.builtAt} now={now} />,
        "Rows": asset.rows === undefined ? undefined : <Count value={asset.rows} />,
        "Size": asset.bytes === undefined ? undefined : <Size bytes={asset.bytes} />,
        "Last run with it": lastRun === undefined ? undefined : (
          <>
            <Badge state={lastRun.status as BadgeState} /> <a class="id" href={runHref(lastRun.run)}>{lastRun.run}</a>
          </>
        ),
        "Made from": <Names names={asset.deps} none="nothing in the pipeline" />,
        "Used by": <Names names={asset.dependants} none="nothing in the pipeline" />,
        "Jobs": asset.jobs.length === 0 ? undefined : (
          <ul class="plain">
            {asset.jobs.map((job) => (
              <li key={job}>
                <a href={jobHref(job)}>{job}</a>
              </li>
            ))}
          </ul>
        ),
        "Resources": resources.length === 0 ? undefined : resources.join(", "),
        "Pool": pool,
        "Reads outside": observes ? "yes: files outside are looked at before each run" : undefined,
        "Defined at": <code>{place}</code>,
        "Code version": <code>{codeVersion.slice(0, 12)}</code>,
      }}
    />
  );
}

function Names({ names, none }: { readonly names: readonly string[]; readonly none: string }) {
  if (names.length === 0) return <span class="quiet">{none}</span>;
  const list = (some: readonly string[]) => (
    <ul class="plain">
      {some.map((name) => (
        <li key={name}>
          <a href={assetHref(name)}>
            <Name text={name} />
          </a>
        </li>
      ))}
    </ul>
  );
  if (names.length <= mostNames) return list(names);
  return (
    <>
      {list(names.slice(0, mostNames - 1))}
      <details id={`more-${names.length}`}>
        <summary>{formatCount(names.length - mostNames + 1)} more</summary>
        {list(names.slice(mostNames - 1))}
      </details>
    </>
  );
}

/** Names that are seen at once. */
const mostNames = 6;

function Trends({ detail: { builds } }: { readonly detail: AssetDetail }) {
  const rows = builds.flatMap(({ createdAt, rows }) => rows === undefined ? [] : [{ time: createdAt, value: rows }]);
  const times = builds.flatMap(({ createdAt, milliseconds }) =>
    milliseconds === undefined ? [] : [{ time: createdAt, value: milliseconds }]
  );
  if (rows.length < 2 && times.length < 2) return null;
  return (
    <div class="plots">
      {rows.length > 1 && <Plot title="Rows" points={rows} format={formatCount} />}
      {times.length > 1 && <Plot title="Duration" points={times} format={formatDuration} />}
    </div>
  );
}
