import { quoteLiteral, quoteName } from "../../core/sql.ts";
import { educationLevels, incomeBands } from "./names.ts";
import type { SettledOptions } from "./options.ts";

/** A column of an external file. */
export interface ExternalColumn {
  readonly name: string;
  /** SQL for its text, over gen_store `s` (store, segment, size). */
  readonly sql: string;
  /** Whether a cell may be left empty. */
  readonly nullable?: boolean;
}

/** An external file. */
export interface ExternalFile {
  readonly name: string;
  readonly bom: boolean;
  /** Text between cells. */
  readonly separator: string;
  readonly columns: readonly ExternalColumn[];
}

/**
 * Levels that the five planted segments have of a thing: traffic, income, age, competition … Each feature follows one of
 * these with 6 % of log-normal noise, so that segments lie far apart.
 */
const levels = {
  traffic: [1.6, 1.0, 0.6, 1.3, 0.8],
  dwell: [0.8, 1.3, 1.0, 0.7, 1.1],
  income: [1.5, 0.8, 1.0, 1.2, 0.65],
  age: [0.85, 1.0, 1.2, 0.95, 1.1],
  density: [2.2, 1.2, 0.3, 1.6, 0.6],
  competition: [3, 2, 0.4, 1.5, 1],
} as const;

function level(of: keyof typeof levels): string {
  return `list_extract([${levels[of].join(", ")}], s.segment + 1)::DOUBLE`;
}

function follows(tag: string, base: number, of: keyof typeof levels, digits: number): string {
  const value = `${base}::DOUBLE * ${level(of)} * exp(0.06 * bell('${tag}', s.store, 0))`;
  return digits === 0
    ? `round(${value})::BIGINT::VARCHAR`
    : `round(${value}, ${digits})::DECIMAL(18, ${digits})::VARCHAR`;
}

const store = { name: "STORE_NBR", sql: "s.store::VARCHAR" };
const latitude = { name: "LATITUDE", sql: "round(30 + 15 * draw('latitude', s.store, 0), 5)::DECIMAL(9, 5)::VARCHAR" };
const longitude = {
  name: "LONGITUDE",
  sql: "round(-120 + 45 * draw('longitude', s.store, 0), 5)::DECIMAL(9, 5)::VARCHAR",
};
const cvs = { name: "CVS ID", sql: "'C' || lpad(s.store::VARCHAR, 6, '0')" };

function shares(prefix: string, names: readonly string[], of: keyof typeof levels): ExternalColumn[] {
  return names.map((name, i) => ({
    name,
    sql: follows(`${prefix} ${name}`, 40 + 25 * ((i * 7) % 5), of, 0),
  }));
}

const traffic: ExternalFile = {
  name: "placerai.csv",
  bom: false,
  separator: ", ",
  columns: [
    store,
    { name: "year", sql: "'2024'" },
    { name: "avg_dwell_time", sql: follows("dwell", 18, "dwell", 2) },
    { name: "median_dwell_time", sql: follows("median dwell", 13, "dwell", 2) },
    { name: "avg_visits_per_day", sql: follows("visits", 420, "traffic", 1) },
    { name: "median_visits_per_day", sql: follows("median visits", 400, "traffic", 1) },
    { name: "census_captured_avg_hhi", sql: follows("hhi", 72000, "income", 2), nullable: true },
    ...shares("education", educationLevels, "income"),
    ...shares("income", incomeBands, "income"),
    { name: "foottraffic", sql: follows("foot", 150000, "traffic", 0) },
    { name: "foottraffic_per_sqft", sql: follows("foot sqft", 12, "traffic", 3) },
    { name: "unique_visitors", sql: follows("visitors", 42000, "traffic", 0), nullable: true },
  ],
};

const years = (what: string, base: number, of: keyof typeof levels, growth: number): ExternalColumn[] => [
  { name: `2024 ${what}`, sql: follows(`2024 ${what}`, base, of, 1), nullable: true },
  { name: `2029 ${what}`, sql: follows(`2029 ${what}`, base * growth, of, 1), nullable: true },
];

const area: ExternalFile = {
  name: "urbanicity.csv",
  bom: true,
  separator: ",",
  columns: [
    cvs,
    { name: "Drive Time Area", sql: "'0 - 10'" },
    store,
    {
      name: "STREET_TXT",
      sql:
        "(1 + pick('house', s.store, 0, 9000)) || ' ' || ['MAIN ST', 'OAK AVE', 'ROUTE 9, UNIT B', 'HIGH ST', '2ND ST, SUITE 4'][1 + pick('street', s.store, 0, 5)]",
    },
    { name: "ZIP_CD", sql: "lpad((1000 + pick('zip', s.store, 0, 90000))::VARCHAR, 5, '0')" },
    latitude,
    longitude,
    { name: "urbancity_simple", sql: "['urban', 'suburban', 'rural', 'urban', 'suburban'][s.segment + 1]" },
    ...years("Median Age", 39, "age", 1.02),
    { name: "2024 Total Households", sql: follows("households", 21000, "density", 0) },
    ...years("Total Population", 52000, "density", 1.04),
    ...years("Average Food", 9800, "income", 1.1),
    ...years("Average Housing", 24000, "income", 1.1),
    ...years("Average Transportation", 10500, "income", 1.1),
    ...["Walmart", "Walgreens", "Target", "Trader Joes", "Whole Foods"].map((name) => ({
      name: `Total ${name}`,
      sql: follows(`total ${name}`, 2, "competition", 0),
    })),
  ],
};

const tenants = "['SUBWAY', 'PETCO', 'GNC', 'STARBUCKS', 'FEDEX', 'H&R BLOCK', 'FIVE BELOW', 'ROSS']";
const tenantCount = `greatest(1, least(8, round(2 * ${level("competition")} + draw('tenants', s.store, 0))))::INTEGER`;

const neighbours: ExternalFile = {
  name: "cotenants.csv",
  bom: true,
  separator: ",",
  columns: [
    cvs,
    store,
    latitude,
    longitude,
    { name: "state_province", sql: "['TX', 'CA', 'NY', 'FL', 'OH', 'GA', 'WA'][1 + pick('state', s.store, 0, 7)]" },
    { name: "urbanicity", sql: "['urban', 'suburban', 'rural', 'urban', 'suburban'][s.segment + 1]" },
    {
      name: "cap_category_name",
      sql: "['STRIP CENTER', 'FREESTANDING', 'MALL', 'DOWNTOWN'][1 + pick('cap', s.store, 0, 4)]",
    },
    { name: "parking_spaces_cnt", sql: follows("parking", 180, "density", 0), nullable: true },
    { name: "units_cnt", sql: follows("units", 12, "competition", 0) },
    { name: "tenant_names", sql: `array_to_string(${tenants}[1:${tenantCount}], ', ')` },
    { name: "tenant_cnt", sql: `${tenantCount}::VARCHAR` },
    {
      name: "anchor_category",
      sql: "['GROCERY, DRUG', 'DEPARTMENT STORE', 'HOME, GARDEN', 'NONE'][1 + pick('anchor', s.store, 0, 4)]",
    },
  ],
};

/** The three external files. */
export const externalFiles: readonly ExternalFile[] = [traffic, area, neighbours];

/** Stores below which none is missing and none stands twice. */
const storesForOddRows = 50;

/** Rows below which external files stay clean but for empty cells: a bad row would be too large a share. */
const rowsForBadOnes = 300;

/**
 * Table `gen_external`: the lines of an external file, header left out, and what is wrong with each. With dirt, of 50 stores
 * and more 1 % are missing and 1 in 300 stands twice; 1 % of the nullable cells are empty; of 300 stores and more one has
 * text in a number.
 */
export function externalTableSql(
  file: ExternalFile,
  { stores, dirt }: Pick<SettledOptions, "stores" | "dirt">,
): string {
  const dirty = dirt === "default";
  const cells = file.columns.map(({ name, sql, nullable }) => {
    const gap = `draw('${file.name} gap', s.store, hash('${name}') % 1000000) < 0.01`;
    return `${dirty && nullable === true ? `CASE WHEN ${gap} THEN '' ELSE ${sql} END` : sql} AS ${quoteName(name)}`;
  });
  const many = dirty && stores >= storesForOddRows;
  const present = many ? `draw('${file.name} missing', s.store, 0) >= 0.01` : "true";
  const copies = `UNION ALL SELECT *, 1 AS copy FROM (FROM cells ORDER BY draw('${file.name} twice', store_key, 0)
    LIMIT ${Math.ceil(stores / 300)})`;
  const nullable = file.columns.filter((column) => column.nullable === true).map(({ name }) => quoteName(name));
  const spoiled = nullable.at(-1) ?? "''";
  const bad = dirty && stores >= rowsForBadOnes;
  const marked = bad ? `copy = 0 AND store_key = (SELECT min(store_key) FROM cells WHERE ${spoiled} <> '')` : "false";
  const written = file.columns.map(({ name }) => {
    const column = quoteName(name);
    const text = bad && column === spoiled ? `CASE WHEN text_in_number THEN 'n.a.' ELSE ${column} END` : column;
    return `CASE WHEN contains(${text}, ',') THEN '"' || ${text} || '"' ELSE ${text} END`;
  });
  const gaps = nullable.map((column) => `(${column} = '')::INTEGER`);
  return `CREATE OR REPLACE TABLE gen_external AS
    WITH cells AS (SELECT s.store AS store_key, ${cells.join(", ")} FROM gen_store s WHERE ${present}),
      rows AS (SELECT *, 0 AS copy FROM cells ${many ? copies : ""}),
      marked AS (SELECT *, ${marked} AS text_in_number FROM rows)
    SELECT store_key, copy, text_in_number, ${["0", ...gaps].join(" + ")} AS gaps,
      array_to_string([${written.join(", ")}], '${file.separator}') AS line
    FROM marked`;
}

/** The file's lines as one column, header first. */
export function externalLinesSql({ bom, columns, separator }: ExternalFile): string {
  const header = `${bom ? "\ufeff" : ""}${columns.map(({ name }) => name).join(separator)}`;
  return `SELECT line FROM (SELECT ${quoteLiteral(header)} AS line, -1 AS store_key, 0 AS copy
    UNION ALL SELECT line, store_key, copy FROM gen_external) ORDER BY store_key, copy`;
}

/** What is wrong with the lines of `gen_external`. */
export const externalCountsSql = `SELECT count(*) FILTER (copy = 1) AS duplicate_store,
  coalesce(sum(gaps), 0)::BIGINT AS empty_cell, count(*) FILTER (text_in_number) AS text_in_number FROM gen_external`;
