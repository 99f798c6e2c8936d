import { type Clock, systemClock } from "../infra/clock.ts";
import { Problem, toError } from "../infra/errors.ts";
import { listenProblem } from "../infra/listen_problem.ts";
import { endWith } from "./live/mod.ts";
import { isLoopback, safeHeaders } from "./security.ts";

/** What is known of a caller before anything is read. */
export interface CallerAddress {
  readonly address: string;
}

/** What answers requests. */
export interface Served {
  fetch(request: Request, caller: CallerAddress): Response | Promise<Response>;
}

/** Settings of {@link serve}. */
export interface ServeOptions {
  /** `127.0.0.1`, `localhost` or `::1`; any address where callers log in. @default "127.0.0.1" */
  readonly host?: string;
  /** Whether callers log in. @default false */
  readonly login?: boolean;
  /** 1 to 65535, or 0 for any free port. @default 3000 */
  readonly port?: number;
  /** Ends the server: no new connections, requests under way are finished. @default never */
  readonly signal?: AbortSignal;
  /** Called once, with the address to open in a browser. @default nothing is called */
  readonly onListen?: (url: string) => void;
  /** Milliseconds that requests under way get when the server ends. @default 2000 */
  readonly grace?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * Serves `app` on a loopback address until `signal` is aborted; resolves when the last connection is closed.
 *
 * @throws {Problem} of kind configuration for an address that is not loopback, a bad port, or a port that is taken.
 */
export async function serve(app: Served, options: ServeOptions = {}): Promise<void> {
  const { host = "127.0.0.1", port = 3000, signal, onListen, grace = 2000, clock = systemClock, login = false } =
    options;
  checkAddress(host, port, login);
  if (signal?.aborted === true) return;
  const cut = new AbortController();
  const server = listen(
    async (request, { remoteAddr }) =>
      endWith(await answer(app, request, { address: remoteAddr.hostname }, cut.signal), signal ?? cut.signal),
    host,
    port,
  );
  onListen?.(addressOf(host, server.addr.port));
  const ended = new AbortController();
  const end = () => {
    server.shutdown().catch(() => {});
    clock.sleep(grace, ended.signal).then(() => cut.abort(), () => {});
  };
  signal?.addEventListener("abort", end, { once: true });
  try {
    await server.finished;
  } finally {
    signal?.removeEventListener("abort", end);
    ended.abort();
  }
}

/** The app's answer, or 503 once `cut` is aborted: a server that was shut down waits for every answer. */
async function answer(app: Served, request: Request, caller: CallerAddress, cut: AbortSignal): Promise<Response> {
  // A host that is none makes an address that nothing can be done with.
  if (!URL.canParse(request.url)) return refusal(400, "Cannot answer: the address is none");
  const { promise, resolve } = Promise.withResolvers<Response>();
  const onCut = () => resolve(refusal(503, "Cannot answer: the server ends"));
  cut.addEventListener("abort", onCut, { once: true });
  try {
    return await Promise.race([app.fetch(request, caller), promise]);
  } finally {
    cut.removeEventListener("abort", onCut);
  }
}

function refusal(status: 400 | 500 | 503, text: string): Response {
  return new Response(`${text}\n`, { status, headers: safeHeaders });
}

function checkAddress(host: string, port: number, login: boolean): void {
  if (!login && !isLoopback(host)) {
    throw new Problem("configuration", `Cannot serve the pages on "${host}": nobody would have to log in`, {
      place: "--host",
      remedy:
        'Set "auth: { enabled: true }" in the configuration and make a first user with "clustering user add NAME ' +
        '--role admin"; or use 127.0.0.1 and an SSH tunnel: ssh -L 3000:127.0.0.1:3000 <server>.',
    });
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Problem("configuration", `Cannot serve the pages on port ${port}: it is not a port number`, {
      place: "--port",
      remedy: "Give a whole number from 1 to 65535, or 0 for any free port.",
    });
  }
}

function listen(
  handler: Deno.ServeHandler<Deno.NetAddr>,
  host: string,
  port: number,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    const onError = () => refusal(500, "Cannot answer: something went wrong");
    return Deno.serve({ hostname: host, port, onListen: () => {}, onError }, handler);
  } catch (error) {
    throw listenProblem("the pages", { host, port }, toError(error));
  }
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;
}
