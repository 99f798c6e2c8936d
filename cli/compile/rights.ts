/**
 * Permissions of the compiled program. docs/permissions.md gives the reason of each, and `cli/rights.ts` what a command drops
 * before it starts.
 */
export const compiledRights = {
  read: true,
  write: true,
  net: true,
  run: true,
  ffi: true,
  sys: ["hostname", "osRelease", "statfs", "uid"],
} as const;

/** Environment variables that it may read beside those of the permission sets of deno.json. */
export const moreVariables: readonly string[] = ["XDG_CACHE_HOME", "NOTIFY_SOCKET"];

/** Limits that a build may set: folders it may write, hosts and ports it may reach. */
export interface RightsLimits {
  readonly write?: string | undefined;
  readonly net?: string | undefined;
}

/** The permissions as flags of `deno compile`. @param variables names of the permission sets of deno.json */
export function rightsFlags(variables: readonly string[], { write, net }: RightsLimits = {}): readonly string[] {
  const limited = (name: string, values: string | undefined) =>
    values === undefined ? `--allow-${name}` : `--allow-${name}=${values}`;
  return [
    "--no-prompt",
    "--allow-read",
    limited("write", write),
    limited("net", net),
    "--allow-run",
    "--allow-ffi",
    `--allow-sys=${compiledRights.sys.join(",")}`,
    `--allow-env=${[...variables, ...moreVariables].join(",")}`,
  ];
}
