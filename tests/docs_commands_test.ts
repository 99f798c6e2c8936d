/** Every command of the pages is run, and prints what the page says; `sh no-run: why` is not, `sh postgres` with a server. */
import { join } from "node:path";
import { documentation } from "../cli/docs/pages.ts";
import { fencedBlocks } from "./helpers/docs_blocks.ts";
import { copyFolder, openDocShell, pageText } from "./helpers/docs_shell.ts";
import { postgresPrograms, withPostgres } from "./helpers/postgres.ts";

/** Pages that other tests run: in a copy of the source, not in a project. */
const others = /^(readme|changelog|getting_started|how_to\/.*)$/;

Deno.test("docs: what the pages let people type does what they say", async (t) => {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "clustering-docs-" }));
  const open = async (root: string) => {
    const state = await Deno.makeTempDir({ dir: folder });
    return await openDocShell({ folder: root, state });
  };
  const demo = join(folder, "demo");
  try {
    await t.step("getting_started", async () => {
      await using shell = await open(folder);
      await shell.page("getting_started");
    });
    // What the other pages presuppose: a project that has run, whose environment `prod` is that of the first steps.
    await Deno.copyFile(join(demo, "config/dev.yaml"), join(demo, "config/prod.yaml"));
    const typed = (text: string) => fencedBlocks(text).some(({ language }) => ["sh", "console"].includes(language));
    for (const { name } of (await documentation()).filter(({ name, text }) => !others.test(name) && typed(text))) {
      await t.step(name, async () => {
        const root = join(folder, "pages", name);
        await copyFolder(demo, root);
        await using shell = await open(root);
        await shell.page(name);
      });
    }
    await t.step({
      name: "operations, with PostgreSQL",
      ignore: postgresPrograms() === undefined,
      fn: async () => {
        const root = join(folder, "postgres");
        await copyFolder(demo, root);
        await withPostgres(({ port }) => followPostgres(root, port));
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** What a page says of PostgreSQL, with a server of this test's in the place of the one that it names. */
async function followPostgres(root: string, port: number): Promise<void> {
  const blocks = fencedBlocks(await pageText("operations"));
  const [settings] = blocks.filter(({ lines }) => lines.some((line) => line.startsWith("history: { kind: postgres")));
  await Deno.writeTextFile(join(root, "config/prod.yaml"), `\n${settings!.lines.join("\n")}\n`, { append: true });
  await using shell = await openDocShell({
    folder: root,
    state: await Deno.makeTempDir({ dir: root }),
    variables: { PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: "postgres" },
    here: { "createuser --pwprompt": "createuser", "db.example.com:5432": `127.0.0.1:${port}` },
  });
  const typed = blocks.filter(({ mark }) => mark === "postgres").map((block) => ({ ...block, mark: "" }));
  await shell.blocks(typed, "operations");
  const run = ["clustering run internal_preprocessing_job --env prod", "clustering runs --env prod | grep success"];
  await shell.blocks([{ language: "sh", mark: "", lines: run, line: 0 }], "operations");
}
