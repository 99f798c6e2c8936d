import { DeliveryError } from "./alert.ts";

/**
 * Refuses what the process may not reach. Asked beforehand, because otherwise a person at a terminal would be asked in the middle
 * of a run.
 *
 * @throws {DeliveryError}
 */
export async function requireNet(hostname: string, port: number): Promise<void> {
  const { state } = await Deno.permissions.query({ name: "net", host: `${hostname}:${port}` });
  if (state === "granted") return;
  throw new DeliveryError("this process may not use the network: allow its host with --allow-net");
}
