import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Backend } from "../backend.ts";
import type { Answer } from "./answer.ts";
import { healthAnswers } from "./health/answers.ts";
import { type ApiEnv, mountAnswers, type MountOptions } from "./mount.ts";

/** Everything that the API answers, chapter by chapter. */
export const answers: readonly Answer[] = [
  ...healthAnswers,
];

/** The API as an application; its paths stand below `/api/v1`. */
export function createApi(backend: Backend, options: MountOptions = {}): OpenAPIHono<ApiEnv> {
  return mountAnswers(backend, answers, options);
}
