import type { ExplanationLine } from "./words.ts";

/** A sentence before those that hold for several partitions are put together. */
export interface Line {
  /** With `{steps}` for the steps that it is about. */
  readonly text: string;
  readonly tone: ExplanationLine["tone"];
  readonly steps?: readonly string[];
  readonly partition?: string;
  readonly lines: readonly Line[];
}

const mostNamed = 3;

/** Lines that say the same of several steps as one, their names filled in; the order is that of the first of each. */
export function merged(lines: readonly Line[]): readonly Line[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = line.partition === undefined ? `${line.steps} ${textOf(line)}` : textOf(anyPartition(line));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return [...groups.values()].map(together);
}

function together(group: readonly Line[]): Line {
  const first = group[0]!;
  const steps = group.flatMap(({ steps = [] }) => steps);
  const shown = group.length === 1 ? first : anyPartition(first);
  const sentence = steps.length > 1 ? plural(first.text) : first.text;
  const text = sentence.replace("{steps}", () => listed(steps));
  return { text, tone: first.tone, lines: shown.lines };
}

function plural(text: string): string {
  return text.replace("{steps} is ", "{steps} are ").replace("{steps} has ", "{steps} have ");
}

/** The first of some names. */
export function listed(steps: readonly string[]): string {
  const shown = steps.slice(0, mostNamed).join(", ");
  return steps.length > mostNamed ? `${shown} and ${steps.length - mostNamed} more` : shown;
}

/** A line with its partition's name left open below it; the moment of each is its own, too. */
function anyPartition({ partition, steps: _, ...line }: Line): Line {
  const open = (text: string) => text.replaceAll(`[${partition}]`, "[…]");
  const all = ({ text, tone, lines }: Line): Line => ({ text: open(text), tone, lines: lines.map(all) });
  return all(line);
}

/** A line and all below it as a text without times. */
export function textOf({ text, lines }: Line): string {
  // Steps of one run ended at different moments: that makes no difference here.
  return `${text.replaceAll(times, "")}(${lines.map(textOf).join("|")})`;
}

const times = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?Z?)?/g;
