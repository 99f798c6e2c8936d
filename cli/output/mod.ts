/**
 * What the command line prints: colours, tables, JSON, live progress, summaries.
 *
 * @module
 */
export { eventLines } from "./event_lines.ts";
export { countOf, formatBytes, formatCount, formatDuration } from "../../infra/format.ts";
export { formatClock, formatTime } from "./format.ts";
export { jsonDocument, jsonLine } from "./json.ts";
export { byStatus, errorLines, statusSigns } from "./notices.ts";
export { type DisplayOptions, jsonDisplay, lineDisplay, liveDisplay, type RunDisplay } from "./run_display.ts";
export { collectOutput, type OutputStream, outputStream } from "./stream.ts";
export { makeStyle, plainText, type Style, type StyleName, wantsColor } from "./style.ts";
export { relativePath, summaryLines } from "./summary_lines.ts";
export { renderPairs, renderTable, type TableColumn } from "./table.ts";
export { pad, safeText, textWidth, wrap } from "./width.ts";
