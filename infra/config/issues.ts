import { Problem, type ProblemKind } from "../errors.ts";
import { formatKeyPath, type KeyPath } from "./key_path.ts";

/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** The key, e.g. `engine.threads`; "" for the whole file. */
  readonly path: string;
  /** `file:line:column`, `--set key` or `default`. */
  readonly place: string;
  /** What was found and what is accepted. */
  readonly text: string;
  readonly remedy?: string;
}

/** A configuration with faults; `message` has a line for each of the first ones. */
export class ConfigProblem extends Problem {
  /** All faults, in the order of the configuration. */
  readonly issues: readonly ConfigIssue[];

  constructor(
    message: string,
    issues: readonly ConfigIssue[],
    options: { place: string; remedy: string; kind: ProblemKind },
  ) {
    super(options.kind, message, { place: options.place, remedy: options.remedy });
    this.issues = issues;
  }
}

/** Settings of {@link configProblem}. */
export interface ConfigProblemOptions {
  /** @default "configuration" */
  readonly kind?: ProblemKind;
  /** How many faults are written out. @default 10 */
  readonly shown?: number;
}

/**
 * One problem for all faults of a configuration: a single fault has its place and remedy as fields, several stand in lines of
 * the form `file:line:column: key: text`.
 *
 * @param subject what was to be used, e.g. `the configuration "config/dev.yaml"`.
 */
export function configProblem(
  subject: string,
  issues: readonly ConfigIssue[],
  options: ConfigProblemOptions = {},
): ConfigProblem {
  const { kind = "configuration", shown = 10 } = options;
  const [first] = issues;
  if (first === undefined) throw new RangeError("Cannot make a problem: there is no issue");
  const { place } = first;
  const remedy = first.remedy ?? "Correct it and try again.";
  if (issues.length === 1) {
    return new ConfigProblem(`Cannot use ${subject}: ${keyed(first)}`, issues, { place, remedy, kind });
  }
  const lines = issues.slice(0, shown).map((issue) => `  ${issue.place}: ${keyed(issue)}`);
  if (issues.length > shown) lines.push(`  … and ${issues.length - shown} more`);
  const remedies = new Set(issues.map((issue) => issue.remedy));
  return new ConfigProblem([`Cannot use ${subject}: ${issues.length} problems`, ...lines].join("\n"), issues, {
    place,
    remedy: remedies.size === 1 ? remedy : "Correct these lines and try again.",
    kind,
  });
}

function keyed(issue: ConfigIssue): string {
  return issue.path === "" ? issue.text : `${issue.path}: ${issue.text}`;
}

/** Issues in the order of the lines that they are about; those of no file last. */
export function inOrder(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const files: string[] = [];
  const keyed = issues.map((issue) => {
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/s.exec(issue.place) ?? [];
    if (file === undefined) return { issue, key: [Infinity, 0, 0] as const };
    if (!files.includes(file)) files.push(file);
    return { issue, key: [files.indexOf(file), Number(line), Number(column)] as const };
  });
  const compare = (a: number, b: number) => a === b ? 0 : a < b ? -1 : 1;
  keyed.sort(({ key: a }, { key: b }) => compare(a[0], b[0]) || compare(a[1], b[1]) || compare(a[2], b[2]));
  return keyed.map(({ issue }) => issue);
}

/** Issues with a path as its parts. */
export function configIssue(path: KeyPath, place: string, text: string, remedy?: string): ConfigIssue {
  return { path: formatKeyPath(path), place, text, ...(remedy === undefined ? {} : { remedy }) };
}
