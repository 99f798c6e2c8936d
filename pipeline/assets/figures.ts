import type { Metadata } from "../engine/mod.ts";
import type { ReadReport, WriteReport } from "../resources/types.ts";

/** What reading found, as step metadata: the run's summary adds `rows_in`, `rows_rejected` and `rejects_files` up. */
export function readFigures(reports: readonly ReadReport[]): Metadata {
  return {
    rows_in: sum(reports.map(({ table, rejected }) => table.rows + rejected)),
    rows_rejected: sum(reports.map(({ rejected }) => rejected)),
    rejects_files: reports.flatMap(({ rejectsFile }) => rejectsFile === undefined ? [] : [rejectsFile]),
    rejects: reports.flatMap(({ dataset, rejects }) =>
      rejects.map(({ rule, rows, samples }) => ({ dataset, rule, rows, samples: [...samples] }))
    ),
    sources: reports.flatMap(({ dataset, files }) => files.map((file) => ({ dataset, ...file }))),
    warnings: reports.flatMap(({ dataset, warnings }) => warnings.map((warning) => `${dataset}: ${warning}`)),
  };
}

/** What writing left behind, as step metadata: the run's summary lists `files_written`. */
export function writeFigures(report: WriteReport): Metadata {
  return { files_written: [...report.files], rows_written: report.rows, bytes_written: report.bytes };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
