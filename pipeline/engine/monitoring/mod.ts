/**
 * What happens is told: rules make messages of runs, checks and ticks that are recorded, an outbox in the same database keeps
 * them until their channels have taken them, and figures are read for Prometheus.
 *
 * Everything is read from what is recorded, after it is recorded: no run waits for it or fails by it, and runs whose process died
 * are told, too.
 *
 * @module
 */
export { alertService, type AlertServiceOptions, deliverDue, type DeliverOptions, deliverWithin } from "./deliver.ts";
export {
  type FigureReader,
  type LedgerFigures,
  ledgerMetrics,
  type LedgerStorage,
  type MetricSources,
} from "./figures.ts";
export { judgeAll, type Judged, type JudgeOptions, judgeRun, subjectOfNotice } from "./judge.ts";
export { isMuted, type MuteWindow, weekDays } from "./mute.ts";
export { type AlertEvent, alertEvents } from "./occurrence.ts";
export type { LineageOptions } from "./open_lineage.ts";
export { type Delivery, type DeliveryFilter, type DeliveryState, deliveryStates, type Outbox } from "./outbox.ts";
export { type AlertRule, placeholders, unknownPlaceholders } from "./rules.ts";
export { recordRunSpans } from "./run_spans.ts";
