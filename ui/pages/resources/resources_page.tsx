import type { z } from "zod";
import { countOf, formatBytes } from "../../../infra/format.ts";
import { listResources, type resourceSchema } from "../../api/resources/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { assetHref, Badge, Name, runHref, Section, Table, Terms, Time } from "../../views/parts.tsx";
import { HealthState } from "../health/health_page.tsx";
import { definePage } from "../page.tsx";
import { settingColumns } from "../settings/values_view.tsx";

type Resource = z.output<typeof resourceSchema>;

/** What runs open for their steps: with which settings, how it stands, who uses it. */
export const resourcesPage = definePage("/resources", async ({ ask, shell }) => {
  const { items } = await ask(listResources, {});
  return (
    <Page shell={shell} title="Resources" current="Resources" stream="/api/v1/stream">
      <h1>Resources</h1>
      <p class="lead">
        What each run opens once for its steps, and closes at its end. Settings are changed in the files of the{" "}
        <a href="/settings#values">configuration</a>.
      </p>
      {items.length === 0 && <p>Nothing is opened for the steps of this project.</p>}
      <div data-live="resources">
        {items.map((resource) => <ResourceView key={resource.name} resource={resource} />)}
      </div>
    </Page>
  );
});

function ResourceView({ resource }: { readonly resource: Resource }) {
  const { name, description, state, settings, folders, needs, resources, assets, last, fingerprint } = resource;
  return (
    <Section title={name} id={`resource-${name}`}>
      <p>
        <HealthState state={state} /> {description}
      </p>
      <Terms
        terms={{
          "Used last by": last === undefined ? <span class="quiet">no step yet</span> : <Last last={last} />,
          "Used by": <Assets assets={assets} resources={resources} />,
          "Opened after": needs.length === 0 ? undefined : <>{needs.join(", ")}</>,
          "Folders": folders.length === 0 ? undefined : <Folders folders={folders} />,
          "When settings change": fingerprint ? "its users are made again" : undefined,
        }}
      />
      {settings.length > 0 && (
        <details id={`settings-of-${name}`} open={settings.length <= 4}>
          <summary>{countOf(settings.length, "setting")}</summary>
          <Table label={`Settings of ${name}`} columns={settingColumns} rows={settings} />
        </details>
      )}
    </Section>
  );
}

function Last({ last: { run, asset, status, time, message } }: { readonly last: NonNullable<Resource["last"]> }) {
  return (
    <>
      <Badge state={status} />{" "}
      <a href={assetHref(asset)}>
        <Name text={asset} />
      </a>{" "}
      in <a class="id" href={runHref(run)}>{run}</a>
      {time !== undefined && (
        <>
          {" "}
          at <Time at={time} />
        </>
      )}
      {message !== undefined && <span class="note bad">{message}</span>}
    </>
  );
}

const shownAssets = 12;

function Assets({ assets, resources }: Pick<Resource, "assets" | "resources">) {
  if (assets.length + resources.length === 0) return <span class="quiet">nothing</span>;
  const links = (some: readonly string[]) =>
    some.map((asset) => (
      <span key={asset}>
        <a href={assetHref(asset)}>
          <Name text={asset} />
        </a>
        {" "}
      </span>
    ));
  return (
    <>
      {resources.length > 0 && (
        <span>
          {`${resources.length === 1 ? "the resource" : "the resources"} ${resources.join(", ")}${
            assets.length === 0 ? "" : "; "
          }`}
        </span>
      )}
      {assets.length <= shownAssets ? links(assets) : (
        <details class="inline">
          <summary>{countOf(assets.length, "asset")}</summary>
          {links(assets)}
        </details>
      )}
    </>
  );
}

function Folders({ folders }: Pick<Resource, "folders">) {
  return (
    <ul class="plain">
      {folders.map(({ name, path, state, detail, free }) => (
        <li key={name}>
          <HealthState state={state} /> <code class="place">{path}</code> {detail}
          {free === undefined ? "" : `, ${formatBytes(free)} free`}
        </li>
      ))}
    </ul>
  );
}
