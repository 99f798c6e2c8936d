import { Problem } from "../engine/mod.ts";

/** Formats of the sales and the map; the small files are always CSV. */
export const generatorFormats = ["csv", "parquet"] as const;

/** One of {@link generatorFormats}. */
export type GeneratorFormat = (typeof generatorFormats)[number];

/** How much is wrong with the files. */
export const dirtLevels = ["none", "default"] as const;

/** One of {@link dirtLevels}. */
export type DirtLevel = (typeof dirtLevels)[number];

/** What to generate. */
export interface GenerateOptions {
  /** Number of stores, 1 to 100,000. */
  readonly stores: number;
  /** Number of items, 1 to 200,000. */
  readonly skus: number;
  /** Number of categories, 1 to 1,000, at most the number of items. */
  readonly categories: number;
  /** Same seed, same files. 0 to 2^31 - 1. */
  readonly seed: number;
  /** Folder that the files go to; made if absent. */
  readonly directory: string;
  /** @default "csv" */
  readonly format?: GeneratorFormat;
  /** @default "default" */
  readonly dirt?: DirtLevel;
  /** Replace files that are there. @default false */
  readonly overwrite?: boolean;
}

/** Options with every default filled in. */
export type SettledOptions = Required<GenerateOptions>;

const limits = { stores: [1, 100_000], skus: [1, 200_000], categories: [1, 1_000], seed: [0, 2_147_483_647] } as const;

/** Fills in defaults. @throws Problem of kind usage for a number out of range */
export function settleOptions(options: GenerateOptions): SettledOptions {
  const { format = "csv", dirt = "default", overwrite = false } = options;
  for (const [name, [low, high]] of Object.entries(limits)) {
    const value = options[name as keyof typeof limits];
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new Problem(
        "usage",
        `Cannot generate with --${name} ${value}: it must be a whole number from ${low} to ${high}`,
        {
          place: `--${name}`,
        },
      );
    }
  }
  if (options.categories > options.skus) {
    throw new Problem(
      "usage",
      `Cannot generate ${options.categories} categories of ${options.skus} items: each needs one`,
      {
        place: "--categories",
        remedy: "Raise --skus or lower --categories.",
      },
    );
  }
  return { ...options, format, dirt, overwrite };
}
