import assert from "node:assert/strict";
import { Problem } from "../infra/errors.ts";
import type { Settings } from "../pipeline/mod.ts";
import { permissionChecks } from "./doctor_permissions.ts";

const settings = {
  paths: { data: "/d", internal: "/d/internal", external: "/d/e", merging: "/d/merging", logs: "/logs" },
  engine: { temp_directory: "/d/tmp" },
  history: { kind: "postgres", url: "postgres://ann:s3cret@db.example.com/runs" },
  lineage: { url: null },
  alerts: { enabled: false },
  writers: {},
} as unknown as Settings;

/** What each check finds where only the named permissions are granted: words, or the message of a Problem. */
function found(granted: readonly string[]): Readonly<Record<string, string>> {
  const isGranted = ({ name }: Deno.PermissionDescriptor) => granted.includes(name);
  const options = { program: "deno task cli", words: ["doctor"], root: "/work", isGranted };
  return Object.fromEntries(
    permissionChecks(settings, options).map(({ name, check }) => {
      try {
        return [name.replace("permission ", ""), check()];
      } catch (error) {
        assert.ok(error instanceof Problem && error.kind === "configuration" && error.remedy !== undefined);
        return [name.replace("permission ", ""), error.message];
      }
    }),
  );
}

Deno.test("permissionChecks: each that is granted says what for", () => {
  assert.deepEqual(found(["read", "write", "net", "env", "ffi", "sys", "run"]), {
    read: "everything",
    write: "everything",
    net: "db.example.com:5432",
    env: "what is listed",
    ffi: "DuckDB",
    sys: "hostname, osRelease, statfs",
    run: "granted",
  });
});

Deno.test("permissionChecks: each that is missing says what fails; only daemons need to start processes", () => {
  const not = "Deno does not allow it";
  assert.deepEqual(found([]), {
    read: `Cannot do without "read": ${not}, so configuration and input cannot be read`,
    write: `Cannot write to /d and /logs: ${not}`,
    net: `Cannot reach db.example.com:5432: ${not}`,
    env: `Cannot do without "env": ${not}, so the configuration's variables are unknown`,
    ffi: `Cannot do without "ffi": ${not}, so no table can be read or written`,
    sys:
      `Cannot do without "sys": ${not}, so names of workers and colours of a terminal and the free space are unknown`,
    run: "not here; daemon, worker, ui and service have it",
  });
});
