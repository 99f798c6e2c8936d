/** The nearest rows found so far for one query: squared distances ascending, of equal ones the lowest row first. */
export interface Shortlist {
  readonly rows: Int32Array;
  readonly squared: Float64Array;
}

/** An empty list for `count` rows. Places without a row have distance Infinity. */
export function createShortlist(count: number): Shortlist {
  const list = { rows: new Int32Array(count), squared: new Float64Array(count) };
  clearShortlist(list);
  return list;
}

/** Empties the list. */
export function clearShortlist({ rows, squared }: Shortlist): void {
  rows.fill(0x7fffffff);
  squared.fill(Infinity);
}

/** Takes a row in if it is nearer than the last of the list, which then drops out. */
export function offer({ rows, squared }: Shortlist, row: number, distance: number): void {
  let at = rows.length - 1;
  if (distance > squared[at]! || (distance === squared[at]! && row > rows[at]!)) return;
  for (; at > 0; at--) {
    const before = squared[at - 1]!;
    if (distance > before || (distance === before && row > rows[at - 1]!)) break;
    squared[at] = before;
    rows[at] = rows[at - 1]!;
  }
  squared[at] = distance;
  rows[at] = row;
}
