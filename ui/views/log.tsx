import { type LogLevel, logLevels } from "../../infra/log.ts";
import { eventFacts, eventRange, type EventView } from "../event_view.ts";
import { formatCount } from "../../infra/format.ts";
import { withQuery } from "./layout.tsx";
import { Facts, Time } from "./parts.tsx";

/** Events of a run, oldest first. */
export interface EventPage {
  readonly items: readonly EventView[];
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
}

/** A run's events, oldest first, by level and step. */
export function Log({ url, page, limit, level, step }: LogProps) {
  const link = (values: Readonly<Record<string, string | undefined>>) => `${withQuery(url, values)}#log`;
  const newest = Math.max(0, page.last - limit);
  return (
    <>
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
      {page.items.length === 0 ? <p>No such event.</p> : <Lines items={page.items} />}
      <p class="pager">
        <span class="quiet">Events {eventRange(page.items)} of {formatCount(page.last)}</span>
        {page.after > 0 && <a href={link({ after: "0" })}>First</a>}
        {page.next !== undefined && <a href={link({ after: `${page.next}` })}>Next</a>}
        {page.next !== undefined && newest > page.next && <a href={link({ after: `${newest}` })}>Newest</a>}
      </p>
    </>
  );
}

function Lines({ items }: { readonly items: readonly EventView[] }) {
  return (
    <ol class="log">
      {items.map((event) => (
        <li class={event.level}>
          <Time at={event.time} />
          <span class="level">{event.level}</span>
          <div>
            {"step" in event && event.step !== undefined && <span class="step">{event.step}</span>} {event.text}
            <More event={event} />
          </div>
        </li>
      ))}
    </ol>
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
