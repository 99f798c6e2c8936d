import type { SettledOptions } from "./options.ts";

/** A kind of fault of sales lines: how often, and the cells that show it (SQL over sku, store, category, sales). */
export interface SalesFault {
  readonly name: string;
  /** Share of the lines. */
  readonly share: number;
  /** Whether the line must be rejected by whoever reads it. */
  readonly rejected: boolean;
  /** Whether Parquet can hold it. */
  readonly typed: boolean;
  readonly sku?: string;
  readonly store?: string;
  readonly category?: string;
  readonly sales?: string;
}

/** Faults of sales lines. A line has at most one. */
export const salesFaults: readonly SalesFault[] = [
  { name: "unknown_sku", share: 0.02, rejected: false, typed: true, sku: "sku + 800000" },
  { name: "zero_sales", share: 0.005, rejected: false, typed: true, sales: "0" },
  { name: "null_category", share: 0.0005, rejected: true, typed: true, category: "NULL" },
  { name: "null_sales", share: 0.0003, rejected: true, typed: true, sales: "NULL" },
  { name: "null_sku", share: 0.0002, rejected: true, typed: true, sku: "NULL" },
  { name: "negative_sales", share: 0.0005, rejected: true, typed: true, sales: "-sales" },
  {
    name: "text_in_sales",
    share: 0.0003,
    rejected: true,
    typed: false,
    sales: "'1,' || lpad((sales % 1000)::INTEGER::VARCHAR, 3, '0') || '.50'",
  },
  { name: "text_in_store", share: 0.0001, rejected: true, typed: false, store: "'S' || store" },
  { name: "fraction_in_sku", share: 0.0001, rejected: true, typed: false, sku: "sku || '.5'" },
  { name: "zero_store", share: 0.0001, rejected: true, typed: true, store: "0" },
];

/** Fault number of a line that stands in the file a second time. */
export const duplicateFault = 255;

/** Share of lines that stand in the file a second time. */
const duplicateShare = 0.001;

/**
 * Sales lines with the number of their fault (0 for none). A store sells the first item of each need state and a part of the
 * others, more of them where its segment likes the need state; sales follow store size, item, what the store's segment likes, and log-normal noise.
 */
export function salesLinesSql({ dirt, format }: SettledOptions): string {
  const faults = dirt === "none" ? [] : salesFaults;
  let from = 0;
  const arms = faults.map(({ share, typed }, index) => {
    const low = from;
    from += share;
    if (format === "parquet" && !typed) return "";
    return `WHEN draw('fault', sku, store) >= ${low} AND draw('fault', sku, store) < ${from} THEN ${index + 1}`;
  });
  const fault = arms.join("") === "" ? "0" : `CASE ${arms.join(" ")} ELSE 0 END`;
  return `
    CREATE OR REPLACE TABLE gen_line AS
      SELECT i.sku::INTEGER AS sku, s.store::INTEGER AS store, i.c::SMALLINT AS c,
        greatest(0.01, round(400 * s.size * i.weight * n.base * CASE WHEN n.liked_by = g.segment THEN 4 ELSE 1 END
          * exp(0.26 * bell('line', i.sku, s.store)), 2)) AS sales,
        (${fault})::UTINYINT AS fault
      FROM gen_store s
      JOIN gen_segment g USING (store) JOIN gen_item i USING (c) JOIN gen_need n ON n.c = i.c AND n.n = i.n
      WHERE i.rank = 0 OR draw('carried', i.sku, s.store)
        < s.breadth * CASE WHEN n.liked_by = g.segment THEN 0.28 ELSE 0.18 END;
    ${dirt === "none" ? "" : duplicatesSql()}`;
}

function duplicatesSql(): string {
  return `INSERT INTO gen_line SELECT sku, store, c, sales, ${duplicateFault} FROM gen_line
    WHERE fault = 0 AND draw('twice', sku, store) < ${duplicateShare} ORDER BY store, sku;`;
}

/** The sales file's rows. As text where the format is text, so that faults can stand in number columns. */
export function salesRowsSql({ format }: SettledOptions): string {
  const cell = (column: "sku" | "store" | "category" | "sales", plain: string, type: string) => {
    const arms = salesFaults.map((fault, index) => {
      const value = fault[column];
      return value === undefined || (format === "parquet" && !fault.typed)
        ? ""
        : `WHEN ${index + 1} THEN CAST(${value} AS ${type})`;
    }).filter((arm) => arm !== "");
    return `CASE fault ${arms.join(" ")} ELSE CAST(${plain} AS ${type}) END`;
  };
  const number = (type: string) => format === "parquet" ? type : "VARCHAR";
  return `SELECT ${cell("sku", "sku", number("BIGINT"))} AS SKU_NBR, ${
    cell("store", "store", number("BIGINT"))
  } AS STORE_NBR,
      ${cell("category", "name", "VARCHAR")} AS CAT_DSC, ${cell("sales", "sales", number("DOUBLE"))} AS TOTAL_SALES
    FROM gen_line JOIN gen_category USING (c) ORDER BY fault = ${duplicateFault}, store, sku`;
}
