import "../dom.ts";

/** Rows under their columns. */
export interface TableData {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** A table as elements; every cell is text. */
export function answerTable({ columns, rows }: TableData): HTMLElement {
  const scroll = document.createElement("div");
  scroll.className = "scroll grid";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "Answer");
  const table = document.createElement("table");
  const numbers = columns.map(({ type }) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type));
  const head = table.createTHead().insertRow();
  columns.forEach(({ name, type }, i) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    if (numbers[i]) cell.className = "number";
    const kind = document.createElement("span");
    kind.className = "type";
    kind.append(type.toLowerCase());
    cell.append(name, kind);
    head.append(cell);
  });
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, i) => {
      const cell = line.insertCell();
      cell.className = [numbers[i] ? "number" : "", value === null ? "quiet" : ""].join(" ").trim();
      cell.append(value === null ? "–" : String(value));
    });
  }
  scroll.append(table);
  return scroll;
}
