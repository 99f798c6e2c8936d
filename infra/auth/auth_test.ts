import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import { systemRandom } from "../random.ts";
import { hashPassword, isPassword, newSecret, secretDigest } from "./mod.ts";

Deno.test("hashPassword: scrypt with its settings and salt, from which only the password gives the hash", async () => {
  const salt = new TextEncoder().encode("sodium chloride!");
  const hashed = await hashPassword("pleaseletmein", { salt });
  const [kind, N, r, p, kept, hash] = hashed.split("$");
  assert.deepEqual([kind, N, r, p, kept], ["scrypt", "32768", "8", "3", "736f6469756d2063686c6f7269646521"]);
  const own = scryptSync("pleaseletmein", salt, 32, { N: 32768, r: 8, p: 3, maxmem: 2 ** 26 });
  assert.equal(hash, own.toString("hex"));
  assert.equal(await isPassword("pleaseletmein", hashed), true);
  for (const other of ["pleaseletmeiN", "", "pleaseletmein "]) assert.equal(await isPassword(other, hashed), false);
  for (const other of ["", "plain$pleaseletmein", "scrypt$none", "scrypt$32768$8$1$$"]) {
    assert.equal(await isPassword("pleaseletmein", other), false);
  }
});

Deno.test("isPassword: takes the form of RFC 7914's test vector, and either way of writing an umlaut", async () => {
  const vector =
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887";
  const same = scryptSync("pleaseletmein", "SodiumChloride", 64, { N: 16384, r: 8, p: 1 });
  assert.equal(same.toString("hex"), vector, "the library is the standard's");
  assert.equal(await isPassword("u\u0308ber", await hashPassword("über")), true);
});

Deno.test("hashPassword: two hashes of one password differ", async () => {
  assert.notEqual(await hashPassword("x"), await hashPassword("x"));
});

Deno.test("newSecret: a prefix and 32 letters that differ every time; its digest does not hold it", () => {
  const [a, b] = [newSecret("clu", systemRandom), newSecret("clu", systemRandom)];
  assert.match(a, /^clu_[a-z2-9]{32}$/);
  assert.notEqual(a, b);
  assert.equal(secretDigest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
