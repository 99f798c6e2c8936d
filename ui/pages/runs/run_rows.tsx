import type { Child } from "hono/jsx";
import { formatDuration } from "../../../infra/format.ts";
import { mayAct } from "../../api/endpoint.ts";
import type { RunAnswer } from "../../api/runs/schemas.ts";
import type { Shell } from "../../views/layout.tsx";
import { Badge, type Column, Command, Duration, RunBadge, runHref, Table, Time } from "../../views/parts.tsx";

/** Whether the reader may run and cancel. */
export function mayOperate({ caller }: Shell): boolean {
  return mayAct(caller.role, "operator");
}

/** Runs as a table, newest first; with boxes to choose some where `choice` is given. */
export function RunTable(props: {
  readonly label: string;
  readonly runs: readonly RunAnswer[];
  /** @default false */
  readonly choice?: boolean;
  /** Whether all are of one job, whose name is then left out. @default false */
  readonly oneJob?: boolean;
}) {
  const { label, runs, choice = false, oneJob = false } = props;
  const columns: readonly Column<RunAnswer>[] = [
    ...(choice
      ? [{
        title: "Choose",
        head: <span class="when-wide">Choose</span>,
        cell: (run: RunAnswer) => <Choice run={run} />,
      }]
      : []),
    { title: "Status", cell: (run) => <StatusCell run={run} /> },
    { title: "Run", cell: (run) => <RunName run={run} oneJob={oneJob} /> },
    { title: "Asked by", wide: true, cell: (run) => <Trigger run={run} /> },
    { title: "Started", wide: true, cell: (run) => <Time at={run.startedAt ?? run.createdAt} /> },
    { title: "Duration", as: "number", cell: (run) => <Duration milliseconds={run.milliseconds} /> },
    { title: "Against usual", wide: true, cell: (run) => <UsualBar run={run} /> },
  ];
  return <Table label={label} columns={columns} rows={runs} />;
}

function Choice({ run }: { readonly run: RunAnswer }) {
  return (
    <input type="checkbox" data-choose={run.id} data-live-run={String(run.live)} aria-label={`Choose run ${run.id}`} />
  );
}

function StatusCell({ run }: { readonly run: RunAnswer }) {
  return (
    <>
      <RunBadge run={run} />
      {run.canceling !== undefined && <span class="quiet note">being canceled by {run.canceling.by}</span>}
      {run.waiting !== undefined && <span class="quiet note">No. {run.waiting.place}: {run.waiting.because}</span>}
    </>
  );
}

function RunName({ run, oneJob }: { readonly run: RunAnswer; readonly oneJob: boolean }) {
  return (
    <>
      <a href={runHref(run.id)}>
        {oneJob ? "" : `${run.job} `}
        <span class="id">{run.id}</span>
      </a>
      {run.error !== undefined && <span class="note bad">{firstLine(run.error.message)}</span>}
    </>
  );
}

/** The first line of a text, cut where it is long. */
export function firstLine(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** What asked for a run. */
export function Trigger({ run: { trigger: { kind, name }, by } }: { readonly run: RunAnswer }): Child {
  const person = by === undefined ? "" : `, ${by}`;
  if (kind === "retry" && name !== undefined) {
    return (
      <span>
        again <a class="id" href={runHref(name)}>{name}</a>
        {person}
      </span>
    );
  }
  if (kind === "backfill" && name !== undefined) {
    return (
      <span>
        backfill <a class="id" href={`/backfills/${encodeURIComponent(name)}`}>{name}</a>
      </span>
    );
  }
  return <span>{`${name === undefined ? kind : `${kind} ${name}`}${person}`}</span>;
}

const barWidth = 96;

/** How long a run took, the usual time marked. */
function UsualBar({ run: { milliseconds, usual, status } }: { readonly run: RunAnswer }) {
  if (milliseconds === undefined || usual === undefined || usual === 0) return <span class="quiet">–</span>;
  const whole = Math.max(2 * usual, milliseconds);
  const x = (value: number) => Math.round(value / whole * barWidth);
  const words = `${formatDuration(milliseconds)}, usually ${formatDuration(usual)}`;
  return (
    <svg class={`usual ${status}`} width={barWidth} height="12" role="img" aria-label={words}>
      <title>{words}</title>
      <rect class="track" x="0" y="4" width={barWidth} height="4" />
      <rect x="0" y="3" width={Math.max(2, x(milliseconds))} height="6" />
      <line x1={x(usual)} x2={x(usual)} y1="0" y2="12" />
    </svg>
  );
}

/** Says that nobody executes what is queued, and how to change it. */
export function Unattended({ shell, shown }: { readonly shell: Shell; readonly shown: boolean }) {
  if (!shown) return null;
  return (
    <div class="warn-card">
      <p>
        <Badge state="warn" /> No worker or daemon is there: what is queued waits until one is started.
      </p>
      <Command line={`${shell.program} daemon --env ${shell.environment}`} />
    </div>
  );
}

/** The last runs of a job as signs, the newest at the right. */
export function RunStrip(
  { runs }: {
    readonly runs: readonly {
      readonly id: string;
      readonly status: RunAnswer["status"];
      readonly milliseconds?: number | undefined;
    }[];
  },
) {
  if (runs.length === 0) return <span class="quiet">never ran</span>;
  const longest = runs.reduce((most, { milliseconds = 0 }) => Math.max(most, milliseconds), 1);
  return (
    <span class="run-strip">
      {runs.toReversed().map(({ id, status, milliseconds = 0 }) => {
        const height = Math.max(4, Math.round(milliseconds / longest * 20));
        const words = `${status}, ${formatDuration(milliseconds)}`;
        return (
          <a key={id} href={runHref(id)} class={status} title={words} aria-label={`Run ${id}: ${words}`}>
            <svg width="8" height="20" aria-hidden="true">
              <rect x="1" y={20 - height} width="6" height={height} rx="1" />
            </svg>
          </a>
        );
      })}
    </span>
  );
}
