import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const cost = { N: 2 ** 15, r: 8, p: 3 };
/** Bytes that scrypt may use: 32 MiB with these settings. */
const maxmem = 64 * 1024 * 1024;
const length = 32;

/**
 * A password's hash for keeping: scrypt (RFC 7914) with its settings and a salt of its own in front.
 *
 * @param options `salt`: 16 random bytes by default, given in tests
 */
export async function hashPassword(password: string, options: { readonly salt?: Uint8Array } = {}): Promise<string> {
  const { salt = new Uint8Array(randomBytes(16)) } = options;
  const { N, r, p } = cost;
  return ["scrypt", N, r, p, hex(salt), hex(await derive(password, salt, cost))].join("$");
}

/** Whether a password is the one that was hashed; takes the same time whatever differs. */
export async function isPassword(password: string, hashed: string): Promise<boolean> {
  const [kind, N, r, p, salt = "", hash = ""] = hashed.split("$");
  const settings = { N: Number(N), r: Number(r), p: Number(p) };
  if (kind !== "scrypt" || !Object.values(settings).every((value) => Number.isInteger(value) && value > 0)) {
    return false;
  }
  const wanted = bytes(hash);
  const found = await derive(password, bytes(salt), settings);
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

function derive(password: string, salt: Uint8Array, settings: typeof cost): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  // The same password typed on another system may come in another form.
  scrypt(password.normalize("NFKC"), salt, length, { ...settings, maxmem }, (error, key) => {
    if (error === null) resolve(new Uint8Array(key));
    else reject(error);
  });
  return promise;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
