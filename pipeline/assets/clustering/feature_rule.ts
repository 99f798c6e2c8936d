import type { Column } from "../../resources/types.ts";

/** Why a column is no feature. */
export type NoFeature =
  | "key"
  | "ignored"
  | "identifier"
  | "postal_code"
  | "coordinate"
  | "address"
  | "text_list"
  | "many_levels"
  | "date"
  | "other_type"
  | "not_listed";

/** A column that is no feature, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: NoFeature;
}

/** Columns of external data, sorted out. */
export interface FeatureChoice {
  readonly features: readonly Column[];
  readonly left_out: readonly LeftOut[];
}

/** Options of {@link chooseFeatures}. */
export interface FeatureRule {
  /** Different values of each text column. */
  readonly levels: ReadonlyMap<string, number>;
  /** Columns that are never features. @default [] */
  readonly ignore?: readonly string[];
  /** Columns that are features whatever they are called; dates and nested values never are. @default [] */
  readonly include?: readonly string[];
  /** Most different values of a text. @default 20 */
  readonly maxLevels?: number;
}

const key = "STORE_NBR";

/** A word of a column's name tells what it holds. */
const telling: readonly (readonly [reason: NoFeature, words: ReadonlySet<string>])[] = [
  ["postal_code", new Set(["zip", "zipcode", "postal", "postcode", "plz"])],
  ["coordinate", new Set(["latitude", "longitude", "lat", "lon", "lng", "geohash", "coordinates"])],
  [
    "address",
    new Set([
      "street",
      "address",
      "addr",
      "city",
      "town",
      "county",
      "state",
      "province",
      "country",
      "phone",
      "email",
      "url",
    ]),
  ],
  ["identifier", new Set(["id", "ids", "nbr", "uuid", "guid", "sku", "fips"])],
  ["text_list", new Set(["names"])],
];

const numeric = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U[A-Z]*INT|FLOAT|DOUBLE|DECIMAL.*|BOOLEAN)$/;
const text = /^(VARCHAR|ENUM.*)$/;
const date = /^(DATE|TIME|TIMESTAMP|INTERVAL)/;

/**
 * Chooses the columns that may describe a store: numbers and texts of few different values. Identifiers, addresses, postal
 * codes, coordinates, dates and free texts are left out, each with its reason. Names are read word by word: `CVS ID` is an
 * identifier, `tenant_cnt` is not.
 */
export function chooseFeatures(columns: readonly Column[], rule: FeatureRule): FeatureChoice {
  const features: Column[] = [];
  const leftOut: LeftOut[] = [];
  for (const column of columns) {
    const reason = whyNot(column, rule);
    if (reason === undefined) features.push(column);
    else leftOut.push({ name: column.name, reason });
  }
  return { features, left_out: leftOut };
}

function whyNot({ name, type }: Column, rule: FeatureRule): NoFeature | undefined {
  const { levels, ignore = [], include = [], maxLevels = 20 } = rule;
  if (name === key) return "key";
  if (ignore.includes(name)) return "ignored";
  if (date.test(type)) return "date";
  if (!numeric.test(type) && !text.test(type)) return "other_type";
  if (include.includes(name)) return undefined;
  const words = wordsOf(name);
  const told = telling.find(([, listed]) => words.some((word) => listed.has(word)));
  if (told !== undefined) return told[0];
  return text.test(type) && (levels.get(name) ?? 0) > maxLevels ? "many_levels" : undefined;
}

/** Words of a name in small letters: `ZIP_CD`, `zipCode` and `Zip Code` begin with the same. */
function wordsOf(name: string): readonly string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== "");
}

/** Whether a column holds texts. */
export function isText({ type }: Column): boolean {
  return text.test(type);
}
