import type { Hash } from "node:crypto";
import process from "node:process";

/** A SHA-256 to be fed in parts. `node:crypto` takes longer to load than all of the engine, so only what hashes loads it. */
export function newSha256(): Hash {
  return process.getBuiltinModule("node:crypto").createHash("sha256");
}

/** SHA-256 of a text in lower-case hexadecimal. */
export function sha256(text: string): string {
  return newSha256().update(text).digest("hex");
}
