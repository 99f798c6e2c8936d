import assert from "node:assert/strict";
import fc from "fast-check";
import { longestFileName, safeFileNames } from "./names.ts";

const nameOf = (key: string) => safeFileNames([key]).get(key)!;

Deno.test("safeFileNames: ordinary names stay as they are", () => {
  for (const key of ["DAIRY", "FRUIT & VEG", "Käse, frisch", "卵", "12-PACK (COLD)", "a.b", "A+B"]) {
    assert.equal(nameOf(key), key);
  }
});

Deno.test("safeFileNames: what a file system or a glob would misread becomes an underscore", () => {
  assert.equal(nameOf("MEAT/FISH"), "MEAT_FISH");
  assert.equal(nameOf("a\\b:c*d?e\"f<g>h|i[j]k{l}m'n%o@p~q#r$s"), "a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p_q_r_s");
  assert.equal(nameOf("a\u0000b\nc\u200bd"), "a_b_c_d");
  assert.equal(nameOf("lone \ud800"), "lone _");
});

Deno.test("safeFileNames: empty keys, dots and spaces give a real name", () => {
  assert.equal(nameOf(""), "_");
  assert.equal(nameOf("   "), "_");
  assert.equal(nameOf("."), "_");
  assert.equal(nameOf(".."), "_");
  assert.equal(nameOf("../../etc/passwd"), "_._.._etc_passwd");
  assert.equal(nameOf(".hidden"), "_hidden");
  assert.equal(nameOf("-rf"), "_rf");
  assert.equal(nameOf(" tail. . "), "tail_");
});

Deno.test("safeFileNames: device names of Windows are prefixed", () => {
  for (const key of ["CON", "nul", "Com1", "LPT9", "aux.x", "COM¹", "PRN .txt"]) {
    assert.equal(nameOf(key), `_${key}`);
  }
  assert.equal(nameOf("CONSOLE"), "CONSOLE");
});

Deno.test("safeFileNames: no key gets the name _map", () => {
  for (const key of ["_map", "/map", ".map", "-map", "?MAP"]) assert.equal(nameOf(key).toLowerCase(), "__map");
  assert.equal(nameOf("__map"), "___map");
  assert.equal(nameOf("_mapping"), "_mapping");
});

Deno.test("safeFileNames: keys that would share a name on some file system all get a hash", () => {
  const names = safeFileNames(["Dairy", "DAIRY", "A/B", "A_B", "caf\u00e9", "cafe\u0301", "CLEAN"]);
  assert.equal(names.get("CLEAN"), "CLEAN");
  for (const key of ["Dairy", "DAIRY"]) assert.match(names.get(key)!, /^dairy@[0-9a-f]{8}$/i);
  for (const key of ["A/B", "A_B"]) assert.match(names.get(key)!, /^A_B@[0-9a-f]{8}$/);
  assert.notEqual(names.get("caf\u00e9"), names.get("cafe\u0301"));
});

Deno.test("safeFileNames: two keys with one name and one hash still get two names", () => {
  // Found by search: both clean to nine underscores, and both have the FNV-1a hash 46b0059b.
  const keys = [":*<|><?/<", "\\:\\??|<<<"];
  const names = [...safeFileNames(keys).values()].sort();
  assert.deepEqual(names, ["_________@46b0059b", "_________@46b0059b-2"]);
});

Deno.test("safeFileNames: long names are cut between characters and stay apart", () => {
  const a = "é".repeat(400);
  const b = `${"é".repeat(400)}x`;
  const names = safeFileNames([a, b]);
  assert.notEqual(names.get(a), names.get(b));
  for (const name of names.values()) {
    assert.ok(new TextEncoder().encode(name).length <= longestFileName);
    assert.match(name, /^é+@[0-9a-f]{8}$/);
  }
});

const anyKey = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("a", "A", "_", "map", "/", ".", " ", "é", "e\u0301", "ß", "ss", "@", "-"),
    maxLength: 4,
  }),
);

Deno.test("safeFileNames: names are legal and differ without case and in every normal form", () => {
  fc.assert(fc.property(fc.array(anyKey, { maxLength: 30 }), (keys) => {
    const names = safeFileNames(keys);
    assert.deepEqual([...names.keys()], [...new Set(keys)]);
    for (const form of ["NFC", "NFD", "NFKC", "NFKD"] as const) {
      const lower = new Set([...names.values()].map((name) => name.normalize(form).toLowerCase()));
      const upper = new Set([...names.values()].map((name) => name.normalize(form).toUpperCase()));
      assert.equal(lower.size, names.size);
      assert.equal(upper.size, names.size);
    }
    for (const name of names.values()) {
      assert.ok(name.length > 0 && new TextEncoder().encode(name).length <= longestFileName, name);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(name, /[/\\:*?"<>|[\]{}\u0000-\u001f]|^[.\- ]|[. ]$|^_map$/);
    }
  }));
});

Deno.test("safeFileNames: the order of the keys does not matter", () => {
  fc.assert(fc.property(fc.uniqueArray(anyKey, { maxLength: 20 }), (keys) => {
    const forward = safeFileNames(keys);
    const backward = safeFileNames([...keys].reverse());
    for (const key of keys) assert.equal(backward.get(key), forward.get(key));
  }));
});
