/**
 * The report of a run: one HTML document with every figure, table and reason, from plain data.
 *
 * @module
 */
export type {
  CategoryReport,
  ClusterReport,
  FeatureMark,
  InputReport,
  MergeReport,
  PairReport,
  QualityReport,
  RejectReport,
  Report,
  ScoreRow,
  SideReport,
  StoreMark,
} from "./model.ts";
export { reportHtml } from "./report_page.tsx";
