import { join } from "node:path";
import type { Hono } from "hono";
import { secretDigest } from "../../infra/auth/mod.ts";
import { type ManualClock, manualClock } from "../../infra/clock.ts";
import { systemRandom } from "../../infra/random.ts";
import { openSqlite } from "../../infra/sqlite.ts";
import {
  accountRoles,
  defineSchedule,
  defineSensor,
  openSqliteLedger,
  type Project,
} from "../../pipeline/engine/mod.ts";
import { createApp } from "../../ui/app.tsx";
import type { Backend } from "../../ui/backend.ts";
import { createApi } from "../../ui/api/mod.ts";
import { exampleBackend } from "../../ui/testing/backend.ts";
import { exampleProject, exampleRunId, recordRun } from "../../ui/testing/example.ts";

/** Who asks. */
export type Who = "nobody" | (typeof accountRoles)[number];

/** What a caller shows. */
export type Proof = "session" | "token";

/** A route of the API as it is described, and what it takes. */
export interface Route {
  readonly method: string;
  /** Below `/api/v1`, with parts in braces. */
  readonly path: string;
  readonly role: "anyone" | (typeof accountRoles)[number];
  /** What the audit calls it; undefined for what only reads. */
  readonly action?: string;
}

/** What is sent. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server that people log in to, with one user, one session and one token of each role. */
export interface SecuritySite extends AsyncDisposable {
  readonly app: Hono;
  readonly backend: Backend & { readonly clock: ManualClock };
  readonly send: (method: string, path: string, sent?: Sent) => Promise<Response>;
  /** Every row of everything that is recorded. */
  readonly recorded: () => string;
}

const start = Date.UTC(2026, 10, 20, 2);

/** Runs that are there: one that succeeded, one that failed, two that wait. */
export const runs = {
  good: exampleRunId(start),
  bad: exampleRunId(start + 3_600_000),
  waiting: "01waiting",
  later: "02waiting",
} as const;

/** The headers with which somebody asks. */
export function proofOf(who: Who, proof: Proof): Readonly<Record<string, string>> {
  if (who === "nobody") return {};
  return proof === "session" ? { cookie: `session=cls_${who}` } : { authorization: `Bearer clu_${who}` };
}

/** Opens a site; disposing of it removes its files. */
export async function securitySite(): Promise<SecuritySite> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "security_test_" }));
  const file = join(folder, "history.sqlite");
  const clock = manualClock(start + 5 * 3_600_000);
  const ledger = await openSqliteLedger(file);
  const bare = await exampleBackend({ ledger, clock, random: systemRandom, project: automated(exampleProject()) });
  const settings: Backend["settings"] = {
    ...bare.settings,
    paths: { ...bare.settings.paths, data: join(folder, "data"), merging: join(folder, "data", "merging") },
    engine: { ...bare.settings.engine, temp_directory: join(folder, "tmp") },
    auth: { ...bare.settings.auth, enabled: true },
  };
  const backend = { ...bare, settings };
  await fill(backend);
  const app = createApp(backend, { metrics: () => Promise.resolve("up 1\n"), checked: true });
  return {
    app,
    backend,
    async send(method, path, { headers = {}, body } = {}) {
      const json = method === "GET" || method === "HEAD" ? {} : { "content-type": "application/json" };
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const own = { address: "10.0.0.7" };
      return await app.request(
        `http://shop.example${path}`,
        { method, headers: { ...json, ...headers }, ...init },
        own,
      );
    },
    recorded() {
      using db = openSqlite(file, { readOnly: true });
      const tables = db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
      const rows = tables.map(({ name }) => [name, db.all(`SELECT * FROM "${name}"`)]);
      return JSON.stringify(rows, (_, value) => typeof value === "bigint" ? String(value) : value);
    },
    async [Symbol.asyncDispose]() {
      await ledger.history[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Every route of the API, from the application that has them: one that is not described would be missed by nobody. */
export function apiRoutes(backend: Backend): readonly Route[] {
  const api = createApi(backend);
  const info = { title: "", version: "" };
  const { paths = {} } = api.getOpenAPI31Document({ openapi: "3.1.0", info });
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { readonly description?: string }>).map(
      ([method, { description = "" }]) => {
        const role = /^For (viewer|operator|admin)s and above\./.exec(description)?.[1];
        const action = /The audit calls it `(.+)`\.$/.exec(description)?.[1];
        return {
          method: method.toUpperCase(),
          path,
          role: (role ?? "anyone") as Route["role"],
          ...(action === undefined ? {} : { action }),
        };
      },
    )
  );
  const known = new Set(described.map(({ method, path }) => `${method} ${path}`));
  for (const { method, path } of api.routes) {
    const name = `${method} ${path.replaceAll(/:(\w+)(\{.*?\})?/g, "{$1}")}`;
    if (path === "/openapi.json" || known.has(name)) continue;
    throw new Error(`The route ${name} of the API is not described, so nobody knows who may ask for it`);
  }
  return [...described, { method: "GET", path: "/openapi.json", role: "viewer" }];
}

async function fill({ ledger, settings }: Backend): Promise<void> {
  const { accounts, history, coordination } = ledger;
  for (const role of accountRoles) {
    await accounts.addUser({ name: role, role, createdAt: 0 }, "scrypt$none");
    await accounts.addToken(
      { name: `robot-${role}`, role, createdAt: 0, createdBy: "test" },
      secretDigest(`clu_${role}`),
    );
    const session = { digest: secretDigest(`cls_${role}`), user: role, at: start, expiresAt: start + 100 * 3_600_000 };
    await accounts.openSession(session);
  }
  await Deno.mkdir(join(settings.paths.data, "assets"), { recursive: true });
  const steps = [{ asset: "raw_orders", seconds: 4 }, { asset: "customers", seconds: 1 }, {
    asset: "clean_orders",
    seconds: 9,
  }];
  const error = { name: "Problem", kind: "data", message: "Cannot read", causes: [], stack: "at secret.ts:1" } as const;
  await recordRun(history, { at: start, status: "success", steps });
  await recordRun(history, { at: start + 3_600_000, status: "failure", steps, error });
  const queued = [runs.waiting, runs.later].map((id) => ({
    record: {
      ...{ id, job: "orders_job", environment: "dev", status: "queued", tags: {} } as const,
      ...{ request: { selection: "group:orders, summary" }, createdAt: start },
    },
    entry: {
      ...{ run: id, priority: 0, pools: {}, onCrash: "fail", attempts: 1 } as const,
      origin: { kind: "manual", name: "cli" } as const,
    },
  }));
  await coordination.queue.enqueue(queued);
}

function automated(project: Project): Project {
  const nightly = defineSchedule({ name: "nightly", job: "orders_job", cron: "0 3 * * *", description: "At night." });
  const watch = defineSensor({
    name: "watch",
    job: "orders_job",
    description: "When files come.",
    evaluate: () => ({ skipReason: "nothing came" }),
  });
  return { ...project, schedules: new Map([["nightly", nightly]]), sensors: new Map([["watch", watch]]) };
}
