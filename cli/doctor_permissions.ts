import { Problem } from "../infra/errors.ts";
import type { Settings } from "../pipeline/mod.ts";
import { reachedHosts, requireReachable, requireWritable } from "./permissions.ts";

/** A permission as the doctor looks at it. */
export interface PermissionCheck {
  readonly name: string;
  /** What is granted, in words. @throws {Problem} for what the configuration needs and is not granted, with what fails then */
  readonly check: () => string;
}

/** Settings of {@link permissionChecks}. */
export interface PermissionOptions {
  /** How a person calls the program. */
  readonly program: string;
  /** The words that are asked for again. */
  readonly words: readonly string[];
  /** Folder of the project. */
  readonly root: string;
  /** @default asks Deno */
  readonly isGranted?: (what: Deno.PermissionDescriptor) => boolean;
}

/** Every permission of this process: what is granted, what is missing, and what fails without it. */
export function permissionChecks(settings: Settings, options: PermissionOptions): readonly PermissionCheck[] {
  const { program, words, root, isGranted = asksDeno } = options;
  const asked = { program, words, set: "cli" };
  const need = (what: Deno.PermissionDescriptor, granted: string, fails: string): string => {
    if (isGranted(what)) return granted;
    throw missing(what.name, fails);
  };
  return [
    {
      name: "read",
      check: () => {
        if (isGranted({ name: "read" })) return "everything";
        return need({ name: "read", path: root }, "the project's folder", "configuration and input cannot be read");
      },
    },
    {
      name: "write",
      check: () => {
        requireWritable(settings, { ...asked, mayWrite: (path) => isGranted({ name: "write", path }) });
        return isGranted({ name: "write" }) ? "everything" : "the folders of the configuration";
      },
    },
    {
      name: "net",
      check: () => {
        requireReachable(settings, { ...asked, mayReach: (host) => isGranted({ name: "net", host }) });
        const hosts = reachedHosts(settings);
        return hosts.length === 0 ? "the configuration names no host" : hosts.join(", ");
      },
    },
    {
      name: "env",
      check: () =>
        need({ name: "env", variable: "DATA_DIR" }, "what is listed", "the configuration's variables are unknown"),
    },
    { name: "ffi", check: () => need(nativeCode, "DuckDB", "no table can be read or written") },
    { name: "sys", check: () => systemFacts(isGranted) },
    {
      name: "run",
      check: () => isGranted({ name: "run" }) ? "granted" : "not here; daemon, worker, ui and service have it",
    },
  ].map(({ name, check }) => ({ name: `permission ${name}`, check }));
}

// Of a script it is a path that is allowed, of a compiled program everything.
const nativeCode: Deno.FfiPermissionDescriptor = Deno.build.standalone
  ? { name: "ffi" }
  : { name: "ffi", path: new URL("../node_modules", import.meta.url) };

/** What each fact of the system is for, in words of what fails without it. */
const facts = {
  hostname: "names of workers",
  osRelease: "colours of a terminal",
  statfs: "the free space",
} as const;

function systemFacts(isGranted: (what: Deno.PermissionDescriptor) => boolean): string {
  const kinds = Object.keys(facts) as (keyof typeof facts)[];
  // The type does not know every kind that the runtime knows.
  const refused = kinds.filter((kind) => !isGranted({ name: "sys", kind: kind as "hostname" }));
  if (refused.length === 0) return kinds.join(", ");
  throw missing("sys", `${refused.map((kind) => facts[kind]).join(" and ")} are unknown`, refused);
}

function missing(name: string, fails: string, values: readonly string[] = []): Problem {
  const flag = `--allow-${name}${values.length === 0 ? "" : `=${values.join(",")}`}`;
  return new Problem("configuration", `Cannot do without "${name}": Deno does not allow it, so ${fails}`, {
    remedy: `Start the program with ${flag}, or with a task of deno.json.`,
  });
}

function asksDeno(what: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(what).state === "granted";
}
