import { type LogLevel, logLevels } from "../../../infra/log.ts";
import { isMuted, type MuteWindow } from "./mute.ts";
import type { AlertEvent, Occurrence } from "./occurrence.ts";

/** What is told to whom. */
export interface AlertRule {
  readonly name: string;
  readonly events: readonly AlertEvent[];
  /** Least level. */
  readonly level: LogLevel;
  /** Names of jobs, schedules, sensors and assets, with `*` for any letters; empty for all. */
  readonly jobs: readonly string[];
  /** Tags that the run must have; `*` for any value. */
  readonly tags: Readonly<Record<string, string>>;
  /** Of the tries of a step only the last one is told. */
  readonly finalRetryOnly: boolean;
  /** Milliseconds within which the same event of the same job is not told again. */
  readonly dedupe: number;
  /** Milliseconds after which a run that has not ended is late; undefined for never. */
  readonly lateAfter?: number;
  readonly mute: readonly MuteWindow[];
  readonly channels: readonly string[];
  /** Templates; see {@link placeholders}. @default what the occurrence says */
  readonly title?: string;
  readonly text?: string;
}

/** Words in braces that a template may have. */
export const placeholders = [
  ...["event", "level", "environment", "job", "run", "title", "text", "error", "place", "remedy", "link", "time"],
] as const;

/** Placeholders of a template that there are not. */
export function unknownPlaceholders(template: string): readonly string[] {
  const names = [...template.matchAll(/\{([a-z_]*)\}/g)].map((match) => match[1]!);
  return names.filter((name) => !(placeholders as readonly string[]).includes(name));
}

/** A template with its placeholders filled in; what is filled in is not looked at again. */
export function fill(template: string, values: Readonly<Record<(typeof placeholders)[number], string>>): string {
  return template.replace(
    /\{([a-z_]+)\}/g,
    (whole, name: string) => Object.hasOwn(values, name) ? values[name as keyof typeof values] : whole,
  );
}

/** Whether a rule tells of something that happened, and not in a time in which it is mute. */
export function applies(rule: AlertRule, occurrence: Occurrence): boolean {
  const { event, level, name, tags, time, final = true } = occurrence;
  if (!rule.events.includes(event) || isBelow(level, rule.level)) return false;
  if (event === "step_retried" && final !== rule.finalRetryOnly) return false;
  if (rule.jobs.length > 0 && !rule.jobs.some((pattern) => matches(pattern, name))) return false;
  const hasTags = Object.entries(rule.tags).every(([key, value]) =>
    Object.hasOwn(tags, key) && (value === "*" || tags[key] === value)
  );
  return hasTags && !isMuted(time, rule.mute);
}

/** Whether a level is less urgent than another. */
function isBelow(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) < logLevels.indexOf(least);
}

function matches(pattern: string, name: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(name);
}
