import { runs } from "./site.ts";

/** A request that changes something, and what becomes of it. */
export interface Sample {
  /** What stands for the parts in braces. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** @default 200 */
  readonly status?: number;
}

const long = "long enough a password";
/** Stands for what the request before has made. */
export const made = "(made)";

const names = { params: { side: "internal", category: "none", cluster: "0" }, status: 400 };

/**
 * One request for each route that changes something, in an order in which all of them can be done. Those that need more
 * than the example has end with an error: who may ask is told by then, and the rest is tested where they are.
 */
export const samples: Readonly<Record<string, Sample>> = {
  "POST /users": { body: { name: "eve", role: "viewer", password: long } },
  "PATCH /users/{name}": { params: { name: "eve" }, body: { role: "operator" } },
  "DELETE /users/{name}": { params: { name: "eve" }, body: {} },
  "POST /tokens": { body: { name: "ci", role: "viewer" } },
  "DELETE /tokens/{name}": { params: { name: "ci" }, body: {} },
  "POST /schedules/{name}/start": { params: { name: "nightly" }, body: {} },
  "POST /schedules/{name}/stop": { params: { name: "nightly" }, body: {} },
  "POST /sensors/{name}/start": { params: { name: "watch" }, body: {} },
  "POST /sensors/{name}/stop": { params: { name: "watch" }, body: {} },
  "PUT /sensors/{name}/cursor": { params: { name: "watch" }, body: { cursor: "x" } },
  "POST /sensors/{name}/evaluate": { params: { name: "watch" }, body: {} },
  "POST /runs/{id}/retry": { params: { id: runs.bad }, body: {} },
  "POST /runs/retry": { body: { ids: [runs.bad] } },
  "POST /runs/{id}/cancel": { params: { id: runs.waiting }, body: {} },
  "POST /runs/cancel": { body: { ids: [runs.later] } },
  "POST /jobs/{name}/runs": { params: { name: "orders_job" }, body: {} },
  "POST /assets/materialize": { body: { selection: "customers" } },
  "PUT /jobs/{name}/presets/{preset}": { params: { name: "orders_job", preset: "a" }, body: {} },
  "PATCH /jobs/{name}/presets/{preset}": { params: { name: "orders_job", preset: "a" }, body: { name: "b" } },
  "DELETE /jobs/{name}/presets/{preset}": { params: { name: "orders_job", preset: "b" }, body: {} },
  "POST /backfills": { body: { job: "orders_job", keys: "north" } },
  "POST /backfills/{id}/pause": { params: { id: made }, body: {} },
  "POST /backfills/{id}/resume": { params: { id: made }, body: {} },
  "POST /backfills/{id}/cancel": { params: { id: made }, body: {} },
  "POST /backfills/{id}/retry": { params: { id: made }, body: {} },
  "PUT /clusters/{side}/{category}/names/{cluster}": { ...names, body: { name: "x" } },
  "DELETE /clusters/{side}/{category}/names/{cluster}": { ...names, body: {} },
  // There is an administrator already.
  "POST /setup": { body: { secret: "set_x", name: "mallory", password: long }, status: 403 },
  // The example makes none; the rest is tested beside it.
  "POST /backups": { body: {}, status: 400 },
  "PUT /queue/limits": { body: { kind: "all", limit: 3 } },
  "DELETE /queue/limits": { body: { kind: "all" } },
  "POST /session": { body: { name: "viewer", password: "wrong" }, status: 401 },
  "DELETE /session": { body: {} },
};
