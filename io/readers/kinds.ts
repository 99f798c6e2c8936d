import { csvReader } from "./csv.ts";
import type { ReaderKind } from "./types.ts";

/** Every kind of reader: a new kind is one constant in its own file and one line here. */
export const readerKinds = [
  csvReader,
] as const satisfies readonly ReaderKind[];
