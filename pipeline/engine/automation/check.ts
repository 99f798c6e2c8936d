import { didYouMean } from "../../../infra/suggest.ts";
import type { DefinitionErrors } from "../definition_errors.ts";
import type { Job } from "../job.ts";
import type { Place } from "../place.ts";
import { cronFault, zoneFault } from "../schedules/cron_text.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Sensor } from "../sensors/sensor.ts";

interface Named {
  readonly name: string;
  readonly job: string;
  readonly place: Place;
}

/** Schedules by name, each checked: name, job, cron, time zone. */
export function uniqueSchedules(
  list: readonly Schedule[],
  jobs: ReadonlyMap<string, Job>,
  errors: DefinitionErrors,
): ReadonlyMap<string, Schedule> {
  const found = unique("schedule", list, jobs, errors);
  for (const { name, cron, timezone, catchUp, place } of list) {
    const fault = cronFault(cron);
    if (fault !== undefined) errors.add(`schedule "${name}" has the cron "${cron}": ${fault}`, place);
    const zone = zoneFault(timezone);
    if (zone !== undefined) errors.add(`schedule "${name}": ${zone}`, place);
    if (catchUp.kind === "all" && !(Number.isSafeInteger(catchUp.cap) && catchUp.cap >= 1)) {
      errors.add(
        `schedule "${name}" catches up at most ${catchUp.cap} ticks, which is no whole number from 1 on`,
        place,
      );
    }
  }
  return found;
}

/** Sensors by name, each checked: name, job, interval. */
export function uniqueSensors(
  list: readonly Sensor[],
  jobs: ReadonlyMap<string, Job>,
  errors: DefinitionErrors,
): ReadonlyMap<string, Sensor> {
  const found = unique("sensor", list, jobs, errors);
  for (const { name, minimumInterval, timeout, place } of list) {
    if (!(minimumInterval >= 1)) {
      errors.add(`sensor "${name}" has a minimum interval of ${minimumInterval} ms; the least is 1`, place);
    }
    if (!(timeout >= 1)) errors.add(`sensor "${name}" has a time limit of ${timeout} ms; the least is 1`, place);
  }
  return found;
}

function unique<One extends Named>(
  word: "schedule" | "sensor",
  list: readonly One[],
  jobs: ReadonlyMap<string, Job>,
  errors: DefinitionErrors,
): ReadonlyMap<string, One> {
  const found = new Map<string, One>();
  for (const one of list) {
    const { name, job, place } = one;
    const other = found.get(name);
    if (other !== undefined) errors.add(`two ${word}s are called "${name}", the other at ${other.place}`, place);
    if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name)) {
      errors.add(`${word} "${name}" has a name that is not a letter followed by letters, digits, _, . and -`, place);
    }
    if (!jobs.has(job)) {
      errors.add(`${word} "${name}" runs the job "${job}", which is not defined${didYouMean(job, jobs.keys())}`, place);
    }
    found.set(name, one);
  }
  return found;
}
