import type { Child } from "hono/jsx";
import type { z } from "zod";
import type { Endpoint, Given, InputSchemas } from "../api/endpoint.ts";
import type { Shell } from "../views/layout.tsx";

/** Asks the API as whoever looks at the page. */
export type Ask = <Input extends InputSchemas, Output extends z.ZodType>(
  endpoint: Endpoint<Input, Output>,
  given: Given<Input>,
) => Promise<z.output<Output>>;

/** What a page is made from. */
export interface PageCall {
  /** The only source of what a page shows. @throws {ApiProblem} which becomes a page of its own */
  readonly ask: Ask;
  /** Parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly shell: Shell;
}

/** A page: where it is and how it is made. */
export interface PageRoute {
  /** Such as `/runs/:id`. */
  readonly path: string;
  readonly render: (call: PageCall) => Promise<Child>;
}

/** Defines a page. */
export function definePage(path: string, render: PageRoute["render"]): PageRoute {
  return { path, render };
}
