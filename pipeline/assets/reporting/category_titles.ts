import { findCategory } from "../../../core/mod.ts";
import type { JobParams } from "../../resources/types.ts";

/** What a category is called outside. */
export interface CategoryTitle {
  readonly title: string;
  /** Whether the configuration knows the category: it lists it by either name, or it lists none at all. */
  readonly known: boolean;
}

/**
 * What reports and the upload call a category: as `category_names` says; one that is already called so stays, and one that is
 * not listed keeps the name that it has in the sales.
 */
export function categoryTitle(category: string, { category_names }: Pick<JobParams, "category_names">): CategoryTitle {
  const names = Object.keys(category_names);
  const key = findCategory(category, names);
  if (key !== undefined) return { title: category_names[key]!, known: true };
  const title = findCategory(category, Object.values(category_names));
  return { title: title ?? category, known: title !== undefined || names.length === 0 };
}
