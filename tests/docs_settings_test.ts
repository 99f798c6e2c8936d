/** Settings that pages show are accepted beside those of a project, and mean what stands there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { documentation } from "../cli/docs/pages.ts";
import { mapEnvironment } from "../infra/mod.ts";
import { loadSettings, openProject } from "../pipeline/mod.ts";
import { type DocBlock, fencedBlocks } from "./helpers/docs_blocks.ts";
import { projectRoot } from "./helpers/source_files.ts";
import { withFolder } from "./helpers/workspace.ts";

type Values = Readonly<Record<string, unknown>>;

const base = parse(await Deno.readTextFile(join(projectRoot, "config/dev.yaml"))) as Values;

/** What a variable that a page names stands for here; an address, for most are. */
const variable = "https://example.com/hook";

/** The settings of a project to whose configuration a block was added. */
async function settingsWith(text: string, folder: string) {
  const added = parse(text) as Values;
  const file = join(folder, "dev.yaml");
  await Deno.writeTextFile(file, stringify({ ...base, ...added }));
  const names = [...text.matchAll(/\$\{env:(\w+)/g)].map(([, name]) => name!);
  const address = (name: string) => name === "HISTORY_URL" ? "postgres://me:secret@localhost:5432/one" : variable;
  const variables = mapEnvironment(Object.fromEntries(names.map((name) => [name, address(name)])));
  const { settings } = await loadSettings({ root: folder, environment: "dev", file, overrides: [], variables });
  openProject(settings);
  return { added, settings: settings as unknown as Values };
}

/** Paths of values that are other ones in the settings, but for those that stand for something. */
function unlike(added: unknown, settings: unknown, path = ""): readonly string[] {
  if (typeof added === "string" && /\$\{/.test(added)) return [];
  if (typeof added !== "object" || added === null) {
    return added === settings || `${added}` === `${settings}` ? [] : [`${path}: ${added}, but ${settings}`];
  }
  const inner = (settings ?? {}) as Values;
  return Object.entries(added).flatMap(([key, value]) => unlike(value, inner[key], `${path}.${key}`));
}

const blocks = (await documentation()).flatMap(({ name, text }) =>
  fencedBlocks(text).filter(({ language }) => ["yaml", "yml"].includes(language)).map((block) => ({ name, block }))
);

/** Blocks that are a file of their own are written by the test that follows the page. */
const isFile = ({ lines: [first = ""] }: DocBlock) => /^# \S+\/\S+$/.test(first) && !/^# config\//.test(first);

Deno.test("docs: every block of settings is accepted, and each value in it is the one in effect", () =>
  withFolder(async (folder) => {
    assert.ok(blocks.length >= 9);
    for (const { name, block } of blocks.filter(({ block }) => !isFile(block))) {
      const place = `docs/${name}.md:${block.line}`;
      const { added, settings } = await settingsWith(block.lines.join("\n"), folder).catch((error) => {
        throw new Error(`${place}: ${error.message} (${error.place})`);
      });
      assert.deepEqual(unlike(added, settings), [], place);
    }
  }));

Deno.test("docs/backup: the limits of retention that it calls defaults are", () =>
  withFolder(async (folder) => {
    const { block } = blocks.find(({ name, block }) => name === "backup" && block.lines[0] === "retention:")!;
    const { settings } = await settingsWith("{}", folder);
    assert.deepEqual(unlike(parse(block.lines.join("\n")), settings), []);
  }));

Deno.test("docs: a block with a wrong key or value would be found", () =>
  withFolder(async (folder) => {
    await assert.rejects(settingsWith("queue: { max_runz: 4 }", folder), { kind: "configuration" });
    await assert.rejects(settingsWith("schedules: { nightly: { running: false } }", folder), { kind: "configuration" });
    assert.deepEqual(unlike({ a: { b: 1 } }, { a: { b: 2 } }), [".a.b: 1, but 2"]);
  }));
