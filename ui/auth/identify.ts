import { secretDigest } from "../../infra/auth/mod.ts";
import type { Backend } from "../backend.ts";
import { type Caller, localCaller } from "../api/caller.ts";

/** Name of the cookie that holds a session's secret. */
export function sessionCookie({ settings }: Pick<Backend, "settings">): string {
  // Browsers take the prefix as a promise that only this very host set it, over HTTPS.
  return settings.auth.https ? "__Host-session" : "session";
}

/** Who asks: by token, by session, or because no login is needed. Undefined for whoever must log in first. */
export async function identify(backend: Backend, request: Pick<Request, "headers">): Promise<Caller | undefined> {
  if (!backend.settings.auth.enabled) return localCaller(backend);
  const { ledger: { accounts }, clock, readOnly } = backend;
  const limited = (found: Pick<Caller, "name" | "role"> | undefined, via: "token" | "session") =>
    found === undefined ? undefined : { ...found, role: readOnly ? "viewer" as const : found.role, via };
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token !== undefined) return limited(await accounts.byToken(secretDigest(token), clock.now()), "token");
  const session = cookieOf(request, sessionCookie(backend));
  if (session === undefined) return undefined;
  return limited(await accounts.bySession(secretDigest(session), clock.now()), "session");
}

/** The value of a request's cookie. */
export function cookieOf(request: Pick<Request, "headers">, name: string): string | undefined {
  const parts = (request.headers.get("cookie") ?? "").split(";").map((part) => part.trim());
  return parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
}
