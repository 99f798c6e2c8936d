import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "./bundle.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

const files: Readonly<Record<string, string>> = {
  "main.ts": `import { read } from "./inner/read.ts";
if (import.meta.main) {
  const later = (await import(new URL("./inner/later.ts", import.meta.url).href)) as typeof import("./inner/later.ts");
  const [text, told] = [await read(), later.fail()];
  console.log(JSON.stringify({ text, told }));
}
`,
  "inner/read.ts": `import { parse } from "yaml";
export const read = async () => parse(await Deno.readTextFile(new URL("./value.yaml", import.meta.url)));
if (import.meta.main) throw new Error("it is not the program");
`,
  "inner/later.ts": `interface Told { readonly place: string; readonly own: string }

export const layout = async (): Promise<unknown> => (await import("elkjs")).default;
export const client = async (): Promise<unknown> => (await import("pg")).default.Client;

export function fail(): Told {
  const error = new Error("x");
  return { place: error.stack!.split("\\n")[1]!, own: import.meta.url };
}
`,
  "package.json": '{ "type": "module" }',
};

/** What `deno run` prints. */
async function run(folder: string, script: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-config",
      "--no-lock",
      "--cached-only",
      "--allow-read",
      "--allow-env=LOG_TOKENS,LOG_STREAM",
      script,
    ],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

Deno.test("bundleProgram: scripts find their files, modules and places where the source has them", async () => {
  const made = await Deno.realPath(await Deno.makeTempDir());
  try {
    const [source, folder] = [join(made, "source"), join(made, "program")];
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(source, name)), { recursive: true });
      await Deno.writeTextFile(join(source, name), text);
    }
    const entered = ["main.ts", "inner/later.ts"] as const;
    const packages = await bundleProgram({ source, root, folder, entered: [...entered], bindings: "none" });
    assert.deepEqual(packages, ["elkjs"]);
    await Deno.writeTextFile(join(folder, "inner/value.yaml"), "a: 7");
    await Deno.remove(source, { recursive: true });

    const printed = await run(folder, "main.ts");
    assert.match(printed, /^\{/, printed);
    const { text, told } = JSON.parse(printed);
    assert.deepEqual(text, { a: 7 });
    assert.equal(fileURLToPath(told.own), join(folder, "inner/later.ts"));
    assert.match(told.place, /program\/inner\/later\.ts:7:17\)?$/);
    assert.match(
      await Deno.readTextFile(join(folder, "bundle/LICENCES.txt")),
      /^pg \d[^]*\nyaml \d[^]*Permission to use, copy/m,
    );
  } finally {
    await Deno.remove(made, { recursive: true });
  }
});
