import { Problem } from "./errors.ts";

/** Why nothing can be served at an address, and what to do. @param what such as `the pages` */
export function listenProblem(
  what: string,
  { host, port }: { readonly host: string; readonly port: number },
  cause: Error,
): Problem {
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const make = (found: string, remedy: string) =>
    new Problem("configuration", `Cannot serve ${what} on ${address}: ${found}`, { place: "--port", remedy, cause });
  if (cause instanceof Deno.errors.AddrInUse) {
    return make(
      "the port is taken",
      "Stop the program that uses it (perhaps this one, started before), or choose another with --port.",
    );
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return make("the system does not allow it", "Choose a port above 1023 with --port.");
  }
  if (cause instanceof Deno.errors.NotCapable) {
    return make("Deno does not allow it", `Start the program with --allow-net=${address}.`);
  }
  return make(cause.message, "Choose another address with --host, or another port with --port.");
}
