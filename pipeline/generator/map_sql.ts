import type { SettledOptions } from "./options.ts";

/**
 * The map's rows: one per item and need state, with attributes of the item. With dirt, 1 % of the items have one row and no
 * need state, some rows are repeated, some need states are written with blanks and in other case, and from 300 rows on one
 * id is text.
 */
export function mapTableSql({ dirt, format }: SettledOptions): string {
  const dirty = dirt === "default";
  const fault = dirty
    ? `CASE WHEN draw('no need', sku, 0) < 0.01 THEN 'empty_need_state'
        WHEN draw('untidy', sku, n) < 0.03 THEN 'untidy_need_state' ELSE '' END`
    : "''";
  return `
    CREATE OR REPLACE TABLE gen_map AS
      SELECT sku::VARCHAR AS id, name AS category, need_state, fault, sku, n FROM (
        SELECT sku, n, name, need_state, ${fault} AS fault
        FROM gen_item_need JOIN gen_category USING (c) JOIN gen_need USING (c, n))
      QUALIFY fault <> 'empty_need_state' OR n = min(n) OVER (PARTITION BY sku);
    ${dirty ? repeatRows : ""} ${dirty && format === "csv" ? spoilId : ""}`;
}

const repeatRows = `INSERT INTO gen_map SELECT * REPLACE ('repeated_row' AS fault) FROM gen_map
  WHERE fault = '' AND draw('again', sku, n) < 0.01;`;

/** Rows below which every id is a number: one bad row would be too large a share. */
const rowsForBadId = 300;

const spoilId = `UPDATE gen_map SET id = 'SKU-' || id, fault = 'text_id'
  WHERE sku = (SELECT max(sku) FROM (SELECT sku FROM gen_map GROUP BY sku HAVING count(*) = 1 AND min(fault) = ''))
    AND (SELECT count(*) FROM gen_map) >= ${rowsForBadId};`;

/** The map file's rows. */
export function mapRowsSql({ format }: SettledOptions): string {
  const id = format === "parquet" ? "id::BIGINT" : "id";
  const attribute = (number: number, options: string) =>
    `${options}[1 + pick('attribute ${number}', sku, 0, len(${options}))] AS ATTRIBUTE_${number}`;
  return `SELECT ${id} AS PRODUCT_ID, category AS CATEGORY,
      CASE fault WHEN 'empty_need_state' THEN NULL WHEN 'untidy_need_state' THEN ' ' || lower(need_state) || ' '
        ELSE need_state END AS NEED_STATE,
      category || ' > ' || ['ENTRY', 'CORE', 'PREMIUM'][1 + pick('tree', sku, 0, 3)] AS CDT,
      ${attribute(1, "['NATIONAL', 'PRIVATE']")}, ${attribute(2, "['SMALL', 'MEDIUM', 'LARGE', 'FAMILY']")},
      ${attribute(3, "['PLAIN', 'SCENTED', 'SENSITIVE']")}, ${attribute(4, "['SINGLE', 'PACK', NULL]")},
      ${attribute(5, "['NEW FORMULA', NULL, NULL]")}, NULL::VARCHAR AS ATTRIBUTE_6,
      category AS PLANOGRAM_DSC, 100 + (hash(category) % 900)::INTEGER AS PLANOGRAM_NBR,
      draw('new', sku, 0) < 0.1 AS NEW_ITEM, draw('dropped', sku, 0) < 0.05 AS TO_BE_DROPPED
    FROM gen_map ORDER BY sku, n, fault = 'repeated_row'`;
}
