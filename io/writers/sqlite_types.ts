import { quoteName } from "../sql.ts";
import type { Column } from "../types.ts";

/** How a column of DuckDB is kept in SQLite. */
export interface SqliteColumn {
  /** Declared type. */
  readonly type: "INTEGER" | "REAL" | "TEXT" | "BLOB";
  /** DuckDB SQL for a value that SQLite's driver takes. */
  readonly sql: string;
}

const integers = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BOOLEAN)$/;
const reals = /^(DOUBLE|FLOAT|DECIMAL\(.*\))$/;

/**
 * Whole numbers and truth values become INTEGER (0 and 1), numbers with a fraction REAL (decimals lose digits beyond the
 * 15th), BLOB stays, and everything else becomes TEXT as DuckDB prints it: dates and times in ISO 8601.
 */
export function sqliteColumn({ name, type }: Column): SqliteColumn {
  const column = quoteName(name);
  if (integers.test(type)) return { type: "INTEGER", sql: `${column}::BIGINT` };
  if (reals.test(type)) return { type: "REAL", sql: `${column}::DOUBLE` };
  if (type === "BLOB") return { type: "BLOB", sql: column };
  return { type: "TEXT", sql: `${column}::VARCHAR` };
}
