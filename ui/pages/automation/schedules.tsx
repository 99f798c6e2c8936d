import type { z } from "zod";
import {
  getSchedule,
  listSchedules,
  listTicks,
  type previewSchema,
  type scheduleSchema,
  tryScheduleTick,
} from "../../api/automation/endpoints.ts";
import { cronWords } from "../../cron_words.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page } from "../../views/layout.tsx";
import { type Column, Command, jobHref, Section, Table, TagList, Terms, Time } from "../../views/parts.tsx";
import { Switch, TickStrip } from "../../views/ticks.tsx";
import { ListPage, PastTicks } from "./parts.tsx";
import { definePage } from "../page.tsx";
import { timeOf, TryTick } from "./try_tick.tsx";

type Schedule = z.output<typeof scheduleSchema>;
type Preview = z.output<typeof previewSchema>;

const address = (name: string) => `/schedules/${encodeURIComponent(name)}`;

function columnsFor(may: boolean): readonly Column<Schedule>[] {
  return [
    { title: "Schedule", cell: ({ name }) => <a href={address(name)}>{name}</a> },
    {
      title: "State",
      cell: ({ name, running }) => <Switch kind="schedules" name={name} running={running} may={may} />,
    },
    {
      title: "Cron",
      wide: true,
      cell: ({ cron, timezone }) => (
        <>
          <code>{cron}</code> {timezone}
          {cronWords(cron) !== undefined && <span class="note quiet">{cronWords(cron)}</span>}
        </>
      ),
    },
    { title: "Job", cell: ({ job }) => <a href={jobHref(job)}>{job}</a> },
    { title: "Next", cell: ({ nextTick }) => <Time at={nextTick} /> },
    { title: "Newest ticks", wide: true, cell: ({ ticks }) => <TickStrip ticks={ticks} /> },
  ];
}

/** All schedules. */
export const schedulesPage = definePage("/schedules", async ({ ask, shell }) => {
  const { items } = await ask(listSchedules, {});
  const stopped = "All are stopped. Start one, and its job runs by the clock while this server or a daemon runs.";
  return <ListPage shell={shell} title="Schedules" items={items} columns={columnsFor} stopped={stopped} />;
});

const marks: Readonly<Record<Preview["marks"][number], string>> = {
  moved: "moved: its time is left out that day",
  first_of_two: "the first of two such times that day",
  second_of_two: "the second of two such times that day",
  offset_changed: "the clocks have changed since the tick before",
};

/** One schedule: what is to come and what was. */
export const schedulePage = definePage("/schedules/:name", async ({ ask, params, query, shell }) => {
  const name = params["name"]!;
  const found = await ask(getSchedule, { params: { name } });
  const cursor = query.get("cursor");
  const at = timeOf(query.get("at"));
  const tried = at === undefined ? undefined : await ask(tryScheduleTick, { params: { name }, query: { at } });
  const ticks = await ask(listTicks, {
    query: { kind: "schedule", name, ...(cursor === null ? {} : { cursor }) },
  });
  const { job, description, cron, timezone, overlap, catchUp, tags, place, running, lastTick, nextTick, preview } =
    found;
  const columns: readonly Column<Preview>[] = [
    { title: timezone, cell: ({ local }) => <span class="figure">{local}</span> },
    { title: "Offset", cell: ({ offset }) => offset },
    { title: "Note", as: "text", cell: (tick) => tick.marks.map((mark) => marks[mark]).join("; ") },
  ];
  return (
    <Page shell={shell} title={name} current="Schedules" stream="/api/v1/stream">
      <h1>{name}</h1>
      <p class="lead">{description}</p>
      <div data-live="state">
        <Switch kind="schedules" name={name} running={running} may={mayAct(shell.caller.role, "operator")} />
        <Terms
          terms={{
            "Job": <a href={jobHref(job)}>{job}</a>,
            "Cron": (
              <>
                <code>{cron}</code> {timezone}
                {cronWords(cron) !== undefined && <span class="note quiet">{cronWords(cron)}</span>}
              </>
            ),
            "Next": <Time at={nextTick} />,
            "Last": <Time at={lastTick} />,
            "Missed ticks": catchUp,
            "While a run goes on": overlap,
            "Tags": Object.keys(tags).length === 0 ? undefined : <TagList tags={tags} />,
            "Defined in": <code>{place}</code>,
          }}
        />
      </div>
      <Section title="Next ticks">
        {preview.length === 0
          ? <p>It never comes again.</p>
          : <Table label="Next ticks" columns={columns} rows={preview} />}
        {!running && <p class="quiet">They come when the schedule is started.</p>}
      </Section>
      <TryTick path={address(name)} at={query.get("at") ?? ""} tried={tried} timezone={timezone} />
      <PastTicks shell={shell} ticks={ticks} />
      <Section title="On the command line">
        <Command line={`${shell.program} schedule show ${name} --env ${shell.environment}`} />
      </Section>
    </Page>
  );
});
