/** Totals of test reports. */
export interface ReportTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Reads the totals of one JUnit report as the test runner wrote it. @throws Error when it has no totals */
export function readTotals(xml: string): ReportTotals {
  const root = /<testsuites\b[^>]*>/.exec(xml)?.[0];
  if (root === undefined) throw new Error("Cannot read the report: it has no <testsuites> element");
  const tests = attribute(root, "tests");
  const failed = attribute(root, "failures") + attribute(root, "errors");
  const skipped = [...xml.matchAll(/<skipped\b/g)].length;
  return { passed: tests - failed - skipped, failed, skipped };
}

function attribute(element: string, name: string): number {
  const value = new RegExp(`\\b${name}="(\\d+)"`).exec(element)?.[1];
  if (value === undefined) throw new Error(`Cannot read the report: <testsuites> has no ${name}`);
  return Number(value);
}

/** Adds totals up. */
export function addTotals(all: readonly ReportTotals[]): ReportTotals {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

if (import.meta.main) {
  const totals = addTotals(Deno.args.map((path) => readTotals(Deno.readTextFileSync(path))));
  // deno-lint-ignore no-console -- the line is what the script is for
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  if (totals.failed > 0 || totals.passed === 0) Deno.exit(1);
}
