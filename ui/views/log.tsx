import { type LogLevel, logLevels } from "../../infra/log.ts";
import { eventFacts, eventRange, type EventView } from "../event_view.ts";
import { formatCount } from "../../infra/format.ts";
import { withQuery } from "./layout.tsx";
import { Facts, Time } from "./parts.tsx";

/** An event, and where it has what was searched for. */
export type EventLine = EventView & {
  /** Of an event that only stands near one that was found. */
  readonly hit?: false;
  readonly spans?: readonly (readonly [number, number])[];
};

/** Events of a run, oldest first. */
export interface EventPage {
  readonly items: readonly EventLine[];
  /** The `after` of the page that follows. */
  readonly next?: number | undefined;
  /** The sequence that the page starts behind. */
  readonly after: number;
  /** Sequence of the run's newest event. */
  readonly last: number;
}

/** A page of a run's events and the filter it was asked with. */
export interface LogProps {
  readonly url: URL;
  readonly page: EventPage;
  readonly limit: number;
  readonly level: LogLevel | undefined;
  readonly step: string | undefined;
  /** What is wrong with what was searched for. */
  readonly fault: string | undefined;
}

/** A run's events, oldest first, by level and step. */
export function Log({ url, page, limit, level, step, fault }: LogProps) {
  const link = (values: Readonly<Record<string, string | undefined>>) => `${withQuery(url, values)}#log`;
  const newest = Math.max(0, page.last - limit);
  const at = url.searchParams.get("at");
  return (
    <>
      <SearchForm url={url} fault={fault} />
      <nav class="filter" aria-label="Least level">
        {[undefined, ...logLevels.slice(1)].map((value) => (
          <a href={link({ level: value, after: undefined })} aria-current={value === level ? "true" : undefined}>
            {value === undefined ? "all" : value === "error" ? "errors" : `${value} and up`}
          </a>
        ))}
      </nav>
      {step !== undefined && (
        <p>
          Only <strong>{step}</strong>. <a href={link({ step: undefined, after: undefined })}>All steps</a>
        </p>
      )}
      {page.items.length === 0 ? <p>No such event.</p> : <Lines items={page.items} at={at} />}
      <p class="pager">
        <span class="quiet">Events {eventRange(page.items)} of {formatCount(page.last)}</span>
        {page.after > 0 && <a href={link({ after: "0" })}>First</a>}
        {page.next !== undefined && <a href={link({ after: `${page.next}` })}>Next</a>}
        {page.next !== undefined && newest > page.next && <a href={link({ after: `${newest}` })}>Newest</a>}
      </p>
    </>
  );
}

/** Searches without script, too. */
function SearchForm({ url, fault }: { readonly url: URL; readonly fault: string | undefined }) {
  const { searchParams: query, pathname } = url;
  const kept = ["view", "level", "step"].flatMap((name) => query.get(name) ? [[name, query.get(name)!] as const] : []);
  return (
    <form class="filters" method="get" action={`${pathname}#log`}>
      {kept.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <label>
        Text{" "}
        <input
          type="search"
          name="text"
          maxlength={200}
          value={query.get("text") ?? ""}
          aria-invalid={fault === undefined ? undefined : "true"}
          aria-describedby={fault === undefined ? undefined : "log-fault"}
        />
      </label>
      <label>
        <input type="checkbox" name="regex" value="true" checked={query.get("regex") === "true"} /> Expression
      </label>
      <label>
        Lines around{" "}
        <input type="number" name="context" min="0" max="20" value={query.get("context") ?? "0"} class="small-number" />
      </label>
      <button type="submit">Search</button>
      {fault !== undefined && <p id="log-fault" class="field-fault bad" role="alert">{fault}</p>}
    </form>
  );
}

function Lines({ items, at }: { readonly items: readonly EventLine[]; readonly at: string | null }) {
  return (
    <ol class="log">
      {items.map((event) => (
        <li
          id={`e${event.sequence}`}
          class={`${event.level}${event.hit === false ? " near" : ""}`}
          aria-current={at === String(event.sequence) ? "true" : undefined}
        >
          <Time at={event.time} />
          <span class="level">{event.level}</span>
          <div>
            {"step" in event && event.step !== undefined && <span class="step">{event.step}</span>}{" "}
            <Words event={event} />
            <More event={event} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The words of an event; what was searched for is marked. */
function Words({ event: { text, spans = [] } }: { readonly event: EventLine }) {
  const begins = [0, ...spans.map(([, end]) => end)];
  return (
    <>
      {begins.map((begin, i) => {
        const span = spans[i];
        return span === undefined ? text.slice(begin) : (
          <>
            {text.slice(begin, span[0])}
            <mark>{text.slice(...span)}</mark>
          </>
        );
      })}
    </>
  );
}

function More({ event }: { readonly event: EventView }) {
  const error = "error" in event ? event.error : undefined;
  const facts = eventFacts(event);
  const some = Object.keys(facts).length > 0;
  if (error === undefined && !some) return null;
  return (
    <details>
      <summary>details</summary>
      {some && <Facts facts={facts} />}
      {error?.place !== undefined && <p>Where: {error.place}</p>}
      {error?.remedy !== undefined && <p>What to do: {error.remedy}</p>}
      {error?.causes.map((cause) => <p key={cause}>because: {cause}</p>)}
      {error?.stack !== undefined && <pre>{error.stack}</pre>}
    </details>
  );
}
