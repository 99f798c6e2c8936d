import { isIP } from "node:net";

/**
 * The address that a request comes from. Behind a reverse proxy that is what the proxy says: the last address of
 * `X-Forwarded-For` that is no proxy's own. From anybody else the header is what they made up, and is not looked at.
 *
 * @param peer address of the other end of the connection
 * @param proxies addresses of reverse proxies that are believed
 */
export function callerAddress(request: Request, peer: string, proxies: readonly string[]): string {
  if (!proxies.includes(plain(peer))) return peer;
  const named = (request.headers.get("x-forwarded-for") ?? "").split(",").map((part) => plain(part.trim()));
  const other = named.findLast((address) => !proxies.includes(address));
  return other !== undefined && isIP(other) !== 0 ? other : peer;
}

/** An IPv4 address may come in the form that IPv6 has for it. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
