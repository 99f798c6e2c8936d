import type { PageRoute } from "./page.tsx";

/** Every page. */
export const pages: readonly PageRoute[] = [];
