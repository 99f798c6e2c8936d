import { isFields } from "../json.ts";
import type { Json } from "../types.ts";
import { type Line, merged } from "./merged_lines.ts";
import type { AssetExplanation, Change, Occasion, StaleReason, Standing, StandingNote } from "./reasons.ts";
import { split, upstreamLine } from "./short_words.ts";

/** A sentence, and what explains it. */
export interface ExplanationLine {
  readonly text: string;
  /** Of the standing that the sentence tells; `note` for what changes no standing. */
  readonly tone: Standing | "reason" | "note";
  readonly lines: readonly ExplanationLine[];
}

/** How times are written. */
export interface WordsOptions {
  /** @default ISO 8601 */
  readonly formatTime?: (milliseconds: number) => string;
  /** A tree of more sentences is told short: what is above it as a list of what changed first. @default Infinity */
  readonly mostLines?: number;
}

const mostChanges = 8;

/** An explanation in words: a short tree, what holds for several partitions told once. */
export function explanationWords(explanation: AssetExplanation, options: WordsOptions = {}): ExplanationLine {
  const { formatTime = (time: number) => new Date(time).toISOString(), mostLines = Infinity } = options;
  const whole = plain(merged([explanationLine(explanation, formatTime)])[0]!);
  if (sentences(whole) <= mostLines) return whole;
  const { own, upstream } = split(explanation);
  const head = plain(merged([explanationLine(own, formatTime)])[0]!);
  const above = plain(upstreamLine(upstream, (one) => explained(one, formatTime)));
  return { ...head, lines: [...head.lines, above] };
}

function sentences({ lines }: ExplanationLine): number {
  return lines.reduce((count, line) => count + sentences(line), 1);
}

type Format = (milliseconds: number) => string;

function plain({ text, tone, lines }: Line): ExplanationLine {
  return { text, tone, lines: lines.map(plain) };
}

function explanationLine(explanation: AssetExplanation, format: Format): Line {
  const { step, standing, partitions } = explanation;
  if (partitions === undefined || partitions.length === 0) return stepLine(explanation, format);
  const stale = partitions.filter((part) => part.standing !== "fresh");
  const text = stale.length === 0
    ? `${step} is fresh, all ${partitions.length} partitions of it`
    : `${step} is ${standing}: ${stale.length} of ${partitions.length} partitions are not fresh`;
  return { text, tone: standing, lines: merged(stale.map((part) => stepLine(part, format))) };
}

function stepLine(explanation: AssetExplanation, format: Format): Line {
  const { step, partition, standing, value, elsewhere } = explanation;
  const made = value === undefined ? "" : `; the newest value is of ${format(value.time)}, ${value.run}`;
  const line = { steps: [step], tone: standing, ...(partition === undefined ? {} : { partition }) };
  if (elsewhere === true) return { ...line, text: `{steps} is ${standing}, as told above`, lines: [] };
  return { ...line, text: `{steps} ${standingWords[standing]}${made}`, lines: explained(explanation, format) };
}

const standingWords: Readonly<Record<Standing, string>> = {
  fresh: "is fresh: nothing that it depends on changed",
  open: "is open: it stays as it is if its inputs come out the same",
  stale: "is stale",
  passing: "is not kept: it is made whenever something reads it",
};

function explained({ reasons, notes }: AssetExplanation, format: Format): readonly Line[] {
  return merged([
    ...reasonLines(reasons, format),
    ...notes.map((note) => noteLine(note, format)),
  ]);
}

/** What only repeats what stands above is left out where something else is left. */
function reasonLines(reasons: readonly StaleReason[], format: Format): readonly Line[] {
  const telling = reasons.filter((reason) => !isEcho(reason));
  return (telling.length > 0 ? telling : reasons).map((reason) => reasonLine(reason, format));
}

function isEcho(reason: StaleReason): boolean {
  return reason.kind === "input_changed" &&
    (reason.elsewhere === true || (reason.because.length > 0 && reason.because.every(isEcho)));
}

function reasonLine(reason: StaleReason, format: Format): Line {
  const line = (text: string, lines: readonly Line[] = []): Line => ({ text, tone: "reason", lines });
  switch (reason.kind) {
    case "never_made":
      return line("it was never made");
    case "key_appeared":
      return line(`the key "${reason.key}" of ${reason.partitions} is new${occasion(reason.since, format)}`);
    case "file_lost":
      return line(`its file is lost: ${reason.path}`);
    case "code_changed":
      return line(`its code changed: ${reason.from} → ${reason.to}`);
    case "shared_code_changed":
      return line(`the code that all assets share changed: ${reason.from} → ${reason.to}`);
    case "value_kind_changed":
      return line(`it is kept in another form: ${reason.from} → ${reason.to}`);
    case "settings_changed":
      return line(`settings that it reads changed (${reason.resource})`, changeLines(reason.changes));
    case "outside_changed":
      return line("what it reads outside changed", changeLines(reason.changes));
    case "input_changed": {
      const { asset, partition, made, because, elsewhere } = reason;
      const text = made === undefined
        ? "its input {steps} is not what it was"
        : `its input {steps} has a newer version${occasion(made, format)}`;
      const end = elsewhere === true ? ", as told above" : "";
      return about(asset, partition, `${text}${end}`, reasonLines(because, format));
    }
    case "input_added":
      return about(reason.asset, reason.partition, `its input {steps} is new${occasion(reason.since, format)}`);
    case "input_removed":
      return about(reason.asset, reason.partition, `its input {steps} is gone${occasion(reason.since, format)}`);
    case "input_stale":
      return inputLine("its input {steps} would be made again first", reason.input, format);
    case "keys_open":
      return inputLine(
        `{steps}, which sets the keys of ${reason.partitions}, would be made again first`,
        reason.input,
        format,
      );
    case "came_out_differently":
      return line("it was made again from the same and came out differently");
    case "unrecorded":
      return line("something changed that was not recorded, as of values of an earlier version of the program");
    default:
      return reason satisfies never;
  }
}

function about(asset: string, partition: string | undefined, text: string, lines: readonly Line[] = []): Line {
  const step = partition === undefined ? asset : `${asset}[${partition}]`;
  return {
    text,
    tone: "reason",
    steps: [step],
    lines: merged(lines),
    ...(partition === undefined ? {} : { partition }),
  };
}

function inputLine(text: string, input: AssetExplanation, format: Format): Line {
  const { asset, partition, elsewhere, partitions } = input;
  if (elsewhere === true) return about(asset, partition, `${text}, as told above`);
  const own = partitions === undefined ? explained(input, format) : explanationLine(input, format).lines;
  return about(
    asset,
    partition,
    text.replace(
      " would be made again first",
      input.standing === "passing"
        ? " is not kept, and something that it is made from would be made again first"
        : " would be made again first",
    ),
    own,
  );
}

function occasion(on: Occasion | undefined, format: Format): string {
  return on === undefined ? "" : `: ${format(on.time)}, ${on.run}`;
}

function changeLines(changes: readonly Change[]): readonly Line[] {
  const hidden = changes.filter(({ secret }) => secret === true);
  if (hidden.length > 0) {
    const keys = hidden.map(({ key }) => key).join(", ");
    const text = hidden.length === 1
      ? `${keys}: its value is hidden`
      : `one of these, whose values are hidden: ${keys}`;
    return [{ text, tone: "reason", lines: [] }];
  }
  const lines = changes.slice(0, mostChanges).map((change): Line => ({
    text: changeText(change),
    tone: "reason",
    lines: [],
  }));
  const more = changes.length - lines.length;
  return more === 0 ? lines : [...lines, { text: `and ${more} more`, tone: "reason", lines: [] }];
}

function changeText({ key, what, from, to }: Change): string {
  const name = key === "" ? "the whole" : key;
  switch (what) {
    case "added":
      return `${name} is new: ${valueText(to)}`;
    case "removed":
      return `${name} is gone: it was ${valueText(from)}`;
    case "changed":
      return `${name}: ${changedFields(from, to) ?? `${valueText(from)} → ${valueText(to)}`}`;
    default:
      return what satisfies never;
  }
}

/** Of two things with the same kind of fields, such as files, those that differ. */
function changedFields(from: Json | undefined, to: Json | undefined): string | undefined {
  if (!isFields(from) || !isFields(to)) return undefined;
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]));
  return names.map((name) => `${name} ${valueText(from[name])} → ${valueText(to[name])}`).join(", ");
}

function valueText(value: Json | undefined): string {
  const text = typeof value === "string" && /^[^\s",]+$/.test(value) ? value : JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function noteLine(note: StandingNote, format: Format): Line {
  const line = (text: string, lines: readonly Line[] = []): Line => ({ text, tone: "note", lines });
  const checks = (list: readonly { readonly check: string; readonly message: string }[]) =>
    list.map(({ check, message }) => line(`${check}: ${message}`));
  switch (note.kind) {
    case "refused":
      return line(`a newer value was refused by its checks${occasion(note.on, format)}`, checks(note.checks));
    case "failed":
      return line(`the newest try failed${occasion(note.on, format)}: ${note.message}`);
    case "warned":
      return line("the value did not pass checks that only warn", checks(note.checks));
    case "cut_off": {
      const text = `its input {steps} was made again since and came out the same${occasion(note.on, format)}`;
      return { ...about(note.asset, note.partition, text), tone: "note" };
    }
    case "not_observed":
      return line(`what ${note.asset} reads outside was not looked at${note.why === undefined ? "" : `: ${note.why}`}`);
    default:
      return note satisfies never;
  }
}
