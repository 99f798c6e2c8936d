import { z } from "zod";

const identifier = z.int().positive();

/** One line of sales: an item sold in a store, in currency units. Several lines of one item and store are summed. */
export const salesSchema = z.object({
  SKU_NBR: identifier.describe("Item number"),
  STORE_NBR: identifier.describe("Store number"),
  CAT_DSC: z.string().min(1).describe("Category of the sale"),
  TOTAL_SALES: z.number().nonnegative().describe("Sales in currency units"),
});

/**
 * One item in one need state. An item that serves several need states has a row for each.
 *
 * Only PRODUCT_ID must have a value; an item without need state counts as unmapped. Further columns (CATEGORY, CDT,
 * ATTRIBUTE_1 …) are kept as they are.
 */
export const needStateSchema = z.looseObject({
  PRODUCT_ID: identifier.describe("Item number, equal to SKU_NBR of the sales"),
  NEED_STATE: z.string().nullable().describe("Shopper need that the item serves"),
});

/** One store in an external source; every further column is a feature and keeps the type it has. */
export const externalSchema = z.looseObject({
  STORE_NBR: identifier.describe("Store number"),
});

/** Table contracts by the name that `validate --schema` takes. */
export const tableSchemas = {
  ns_sales: salesSchema,
  ns_map: needStateSchema,
  external: externalSchema,
} as const satisfies Readonly<Record<string, z.ZodObject>>;

/** Name of a table contract. */
export type TableSchemaName = keyof typeof tableSchemas;
