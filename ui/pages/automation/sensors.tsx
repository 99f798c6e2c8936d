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

const columnsFor = (now: number) => (may: boolean): readonly Column<Sensor>[] => {
  return [
    { title: "Sensor", cell: ({ name }) => <a href={address(name)}>{name}</a> },
    { title: "State", cell: ({ name, running }) => <Switch kind="sensors" name={name} running={running} may={may} /> },
    { title: "Job", cell: ({ job }) => <a href={jobHref(job)}>{job}</a> },
    { title: "Looks every", as: "number", wide: true, cell: ({ minimumInterval }) => formatDuration(minimumInterval) },
    {
      title: "Last look",
      cell: (sensor) => (
        <>
          <Time at={sensor.lastTick} />
          <Lag sensor={sensor} now={now} />
        </>
      ),
    },
    {
      title: "Newest ticks",
      wide: true,
      cell: ({ ticks }) => (
        <>
          <TickStrip ticks={ticks} />
          <Streak ticks={ticks} />
        </>
      ),
    },
  ];
};

/** Milliseconds by which a running sensor looks later than it should; undefined where it does not. */
export function lagOf(
  { running, lastTick, minimumInterval }: Pick<Sensor, "running" | "lastTick" | "minimumInterval">,
  now: number,
): number | undefined {
  const lag = now - (lastTick ?? now) - minimumInterval;
  return running && lag > minimumInterval ? lag : undefined;
}

/** How many of the newest ticks failed in a row. */
export function streakOf(ticks: Sensor["ticks"]): number {
  const good = ticks.findIndex(({ outcome }) => outcome !== "failed");
  return good === -1 ? ticks.length : good;
}

function Lag({ sensor, now }: { readonly sensor: Sensor; readonly now: number }) {
  const lag = lagOf(sensor, now);
  return lag === undefined ? null : <span class="note bad">{formatDuration(lag)} late</span>;
}

function Streak({ ticks }: { readonly ticks: Sensor["ticks"] }) {
  const failed = streakOf(ticks);
  if (failed === 0) return null;
  return <span class="note bad">{failed === 1 ? "the last look failed" : `the last ${failed} looks failed`}</span>;
}

/** All sensors. */
export const sensorsPage = definePage("/sensors", async ({ ask, shell }) => {
  const { items } = await ask(listSensors, {});
  const stopped = "All are stopped. Start one, and it looks for work while this server or a daemon runs.";
  return <ListPage shell={shell} title="Sensors" items={items} columns={columnsFor(shell.now)} stopped={stopped} />;
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
            "Lag": lagOf(found, shell.now) === undefined ? undefined : <Lag sensor={found} now={shell.now} />,
            "Failing": streakOf(found.ticks) === 0 ? undefined : <Streak ticks={found.ticks} />,
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
      <Memory sensor={found} may={may} />
      <PastTicks shell={shell} ticks={ticks} />
    </Page>
  );
});

/** What a sensor remembers, and the form that changes it. */
function Memory({ sensor: { name, cursor = "" }, may }: { readonly sensor: Sensor; readonly may: boolean }) {
  const path = `/api/v1${address(name)}/cursor`;
  const props = {
    action: `PUT ${path}`,
    body: { cursor: "" },
    confirm: `Change what ${name} remembers? It decides by that what is new.`,
  };
  return (
    <Section title="What it remembers">
      <div data-live="memory">
        {cursor === ""
          ? <p>Nothing: its next look is like its first.</p>
          : <pre class="memory" tabindex={0}>{indented(cursor)}</pre>}
      </div>
      {may && (
        <details>
          <summary>Change it</summary>
          <form class="stacked" method="post" data-island="form" data-props={JSON.stringify(props)}>
            <label class="stacked">
              <span>It looks for what is new since this:</span>
              <textarea name="cursor" rows={8} spellcheck={false} maxlength={100_000}>
                {`\n${indented(cursor)}`}
              </textarea>
            </label>
            <p class="actions">
              <button type="submit" class="main">Save</button>
              {cursor !== "" && (
                <button
                  type="button"
                  class="danger"
                  data-action={`PUT ${path}`}
                  data-body='{"cursor":""}'
                  data-confirm={`Have ${name} forget what it knows, and begin anew?`}
                >
                  Forget all of it
                </button>
              )}
            </p>
            <p role="alert" class="wrong"></p>
          </form>
        </details>
      )}
    </Section>
  );
}

/** JSON with line breaks, other texts as they are. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

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
