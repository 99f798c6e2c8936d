import { createHash } from "node:crypto";
import type { RandomSource } from "../random.ts";

const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** A secret that nobody guesses: a prefix that says what it is for, and 160 random bits. */
export function newSecret(prefix: string, random: RandomSource): string {
  const bytes = random.bytes(32);
  return `${prefix}_${[...bytes].map((byte) => letters[byte % letters.length]).join("")}`;
}

/** What is kept of such a secret: its SHA-256, from which it cannot be found again. */
export function secretDigest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
