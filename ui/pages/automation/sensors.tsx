import type { z } from "zod";
import { getSensor, listSensors, listTicks, previewSensor, type sensorSchema } from "../../api/automation/endpoints.ts";
import { ApiProblem } from "../../api/call.ts";
import { mayAct } from "../../api/endpoint.ts";
import { formatDuration } from "../../../infra/format.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { type Column, jobHref, Section, TagList, Terms, Time } from "../../views/parts.tsx";
import { Switch, TickStrip } from "../../views/ticks.tsx";
import { ListPage, PastTicks } from "./parts.tsx";
import { definePage, type PageCall } from "../page.tsx";

type Sensor = z.output<typeof sensorSchema>;

const address = (name: string) => `/sensors/${encodeURIComponent(name)}`;

function columnsFor(may: boolean): readonly Column<Sensor>[] {
  return [
    { title: "Sensor", cell: ({ name }) => <a href={address(name)}>{name}</a> },
    { title: "State", cell: ({ name, running }) => <Switch kind="sensors" name={name} running={running} may={may} /> },
    { title: "Job", cell: ({ job }) => <a href={jobHref(job)}>{job}</a> },
    { title: "Looks every", as: "number", wide: true, cell: ({ minimumInterval }) => formatDuration(minimumInterval) },
    { title: "Last look", cell: ({ lastTick }) => <Time at={lastTick} /> },
    { title: "Newest ticks", wide: true, cell: ({ ticks }) => <TickStrip ticks={ticks} /> },
  ];
}

/** All sensors. */
export const sensorsPage = definePage("/sensors", async ({ ask, shell }) => {
  const { items } = await ask(listSensors, {});
  const stopped = "All are stopped. Start one, and it looks for work while this server or a daemon runs.";
  return <ListPage shell={shell} title="Sensors" items={items} columns={columnsFor} stopped={stopped} />;
});

/** One sensor: what it remembers, what it would ask for, what it did. */
export const sensorPage = definePage("/sensors/:name", async (call) => {
  const { ask, params, query, shell } = call;
  const name = params["name"]!;
  const found = await ask(getSensor, { params: { name } });
  const cursor = query.get("cursor");
  const ticks = await ask(listTicks, { query: { kind: "sensor", name, ...(cursor === null ? {} : { cursor }) } });
  const may = mayAct(shell.caller.role, "operator");
  const preview = may && query.get("preview") === "1" ? await previewOf(call, name) : undefined;
  const { job, description, tags, place, running, lastTick, minimumInterval } = found;
  return (
    <Page shell={shell} title={name} current="Sensors" stream="/api/v1/stream">
      <h1>{name}</h1>
      <p class="lead">{description}</p>
      <div data-live="state">
        <Switch kind="sensors" name={name} running={running} may={may} />
        <Terms
          terms={{
            "Job": <a href={jobHref(job)}>{job}</a>,
            "Looks every": formatDuration(minimumInterval),
            "Last look": <Time at={lastTick} />,
            "Tags": Object.keys(tags).length === 0 ? undefined : <TagList tags={tags} />,
            "Defined in": <code>{place}</code>,
          }}
        />
      </div>
      {may && (
        <p class="actions">
          <button type="button" data-action={`POST /api/v1${address(name)}/evaluate`} data-done={`${name} looked`}>
            Look now
          </button>
          <a href={withQuery(shell.url, { preview: "1" })}>What would it ask for?</a>
        </p>
      )}
      {preview}
      {found.cursor !== undefined && (
        <Section title="What it remembers">
          <pre tabindex={0}>{found.cursor}</pre>
        </Section>
      )}
      <PastTicks shell={shell} ticks={ticks} />
    </Page>
  );
});

async function previewOf({ ask }: PageCall, name: string) {
  try {
    const { runs, skipReason } = await ask(previewSensor, { params: { name } });
    return (
      <Section title="What it would ask for now">
        {runs.length === 0 && <p>No run{skipReason === undefined ? "" : `: ${skipReason}`}.</p>}
        <ul>
          {runs.map(({ key, selection }) => (
            <li key={key}>
              <code>{key}</code> {selection}
            </li>
          ))}
        </ul>
      </Section>
    );
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return (
      <Section title="What it would ask for now">
        <p class="bad">{error.message}</p>
      </Section>
    );
  }
}
