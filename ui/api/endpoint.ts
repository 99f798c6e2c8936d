import type { z } from "zod";
import { type AccountRole, accountRoles } from "../../pipeline/engine/mod.ts";

/** What callers may do, as users and tokens have it. */
export type Role = AccountRole;

/** Whether `role` includes what `needed` may do. */
export function mayAct(role: Role, needed: Role): boolean {
  return accountRoles.indexOf(role) >= accountRoles.indexOf(needed);
}

/** Schemas of what a request carries. */
export interface InputSchemas {
  /** Parts of the path. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** JSON. */
  readonly body?: z.ZodType;
  /** Names in lower case. */
  readonly headers?: z.ZodObject;
}

/** An address of the API: one definition for routing, validation, rights, documentation, pages and scripts. */
export interface Endpoint<Input extends InputSchemas = InputSchemas, Output extends z.ZodType = z.ZodType> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/api/v1`, with parts in braces: `/runs/{id}`. */
  readonly path: string;
  /** Chapter of the documentation. */
  readonly tag: string;
  readonly summary: string;
  /** The least that a caller must be; `anyone` also answers those who did not log in. */
  readonly role: Role | "anyone";
  readonly input: Input;
  readonly output: Output;
  /** What the answer is written in. @default "application/json" */
  readonly media?: string;
  /** What the audit calls it, such as `run.cancel`; every endpoint that changes something has one. */
  readonly action?: string;
}

/** What an endpoint's answer is computed from: parsed, defaults filled in. */
export type Parsed<Input extends InputSchemas> = {
  readonly [Part in keyof Input]: Input[Part] extends z.ZodType ? z.output<Input[Part]> : never;
};

/** What a caller gives: before parsing, defaults may be left out. */
export type Given<Input extends InputSchemas> = {
  readonly [Part in keyof Input]: Input[Part] extends z.ZodType ? z.input<Input[Part]> : never;
};

/**
 * Defines an endpoint.
 *
 * @throws {TypeError} when one that changes something has no `action`, or one that only reads has one
 */
export function defineEndpoint<Input extends InputSchemas, Output extends z.ZodType>(
  endpoint: Endpoint<Input, Output>,
): Endpoint<Input, Output> {
  const { method, path, action } = endpoint;
  if ((method === "get") !== (action === undefined)) {
    throw new TypeError(`Cannot define ${method} ${path}: exactly those that change something have an action`);
  }
  return Object.freeze(endpoint);
}
