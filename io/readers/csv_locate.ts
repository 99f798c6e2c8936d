import { readRows } from "./csv_lookup.ts";
import { placeOf } from "./csv_rejects.ts";
import { type LoadedFile, marksOf } from "./csv_table.ts";
import type { RowPlace, StageContext, Staged } from "./types.ts";

/** Makes the function that finds rows of loaded files by their row id. */
export function locator(
  loaded: readonly LoadedFile[],
  { options: { signal } }: StageContext,
): NonNullable<Staged["locate"]> {
  return async (rowids) => {
    const places: (RowPlace | undefined)[] = [];
    for (const part of loaded) {
      const { file, start, rows } = part;
      const ordinals = rowids.filter((id) => id >= start && id < start + rows).map((id) => id - start);
      if (ordinals.length === 0) continue;
      const marks = await marksOf(part, signal);
      if (marks === null) {
        places.push(...Array.from(ordinals, () => ({ file: file.path })));
        continue;
      }
      for (const { line, bytes } of readRows(file.readPath, file.layout, marks, ordinals)) {
        places.push(placeOf(file, file.lineOf(line), bytes));
      }
    }
    return places;
  };
}
