import assert from "node:assert/strict";
import { callerAddress } from "./caller_address.ts";

const from = (forwarded: string) => new Request("http://x/", { headers: { "x-forwarded-for": forwarded } });
const proxies = ["127.0.0.1", "10.0.0.2"];

Deno.test("callerAddress: who is no proxy can say what they like", () => {
  assert.equal(callerAddress(from("1.2.3.4"), "10.0.0.9", proxies), "10.0.0.9");
  assert.equal(callerAddress(from("1.2.3.4"), "127.0.0.1", []), "127.0.0.1");
});

Deno.test("callerAddress: a proxy names the last address that is no proxy's, whatever callers put before it", () => {
  assert.equal(callerAddress(from("1.2.3.4"), "127.0.0.1", proxies), "1.2.3.4");
  assert.equal(callerAddress(from("9.9.9.9, 1.2.3.4, 10.0.0.2"), "::ffff:127.0.0.1", proxies), "1.2.3.4");
  assert.equal(callerAddress(from("2001:db8::1"), "127.0.0.1", proxies), "2001:db8::1");
  for (const odd of ["", "unknown", "10.0.0.2", "<script>"]) {
    assert.equal(callerAddress(from(odd), "127.0.0.1", proxies), "127.0.0.1", odd);
  }
});
