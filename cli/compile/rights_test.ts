import assert from "node:assert/strict";
import { commands } from "../commands/mod.ts";
import { neededLess } from "../rights.ts";
import { compiledRights, moreVariables, rightsFlags } from "./rights.ts";

const root = new URL("../../", import.meta.url);
const page = await Deno.readTextFile(new URL("docs/permissions.md", root));
const [, section = ""] = page.split("## The compiled program");

/** First cell → second cell of every row of the section's tables. */
const rows = new Map(
  [...section.matchAll(/^\| (\S+) +\| (.+?) +\|$/gm)].map(([, first, second]) => [first!.replaceAll("`", ""), second!]),
);

/** Names in backquotes. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!).sort();
}

Deno.test("rightsFlags: each is in docs/permissions.md with its reason, and no other is", () => {
  const flags = rightsFlags(["A"]).filter((flag) => flag !== "--no-prompt");
  const documented = [...rows.keys()].filter((name) => name.startsWith("--allow"));
  assert.deepEqual(documented, flags.map((flag) => flag.replace(/^(--allow-env=).*/, "$1…")));
  for (const flag of documented) assert.ok(rows.get(flag)!.length > 40, flag);
  const variables = rows.get("--allow-env=…")!;
  assert.deepEqual(moreVariables.filter((name) => !variables.includes(`\`${name}\``)), []);
  assert.ok(section.includes("`--no-prompt`"));
});

Deno.test("rightsFlags: a build may limit folders and hosts, and nothing asks for everything", () => {
  const flags = rightsFlags(["A", "PG*"], { write: "/srv", net: "127.0.0.1" });
  assert.ok(flags.includes("--allow-write=/srv") && flags.includes("--allow-net=127.0.0.1"));
  assert.ok(flags.includes(`--allow-env=A,PG*,${moreVariables.join(",")}`));
  assert.ok(flags.includes(`--allow-sys=${compiledRights.sys.join(",")}`));
  assert.ok(!flags.includes("-A") && !flags.includes("--allow-all"));
});

Deno.test("neededLess: what commands give up is what docs/permissions.md says", () => {
  const shown = commands.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  const without = (name: "run" | "net" | "ffi") =>
    shown.filter((command) => neededLess([command]).includes(name)).sort();
  assert.deepEqual(namesIn(rows.get("net")!), without("net"));
  assert.deepEqual(namesIn(rows.get("ffi")!), without("ffi"));
  assert.deepEqual(namesIn(rows.get("run")!), shown.filter((name) => !neededLess([name]).includes("run")).sort());
});
