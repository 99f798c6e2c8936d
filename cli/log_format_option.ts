import { oneOf, valueOption } from "./grammar/mod.ts";
import { logFormats } from "./open_log.ts";

/** `--log-format`: what log records on standard error look like. */
export function logFormatOption() {
  return valueOption(
    ["--log-format"],
    oneOf("FORMAT", logFormats),
    "Write all log records to standard error, as text or as lines of JSON",
  );
}
