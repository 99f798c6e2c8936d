/** Every command of the pages is run, and prints what the page says. `sh no-run: why` is for reading only. */
import { join } from "node:path";
import { documentation } from "../cli/docs/pages.ts";
import { fencedBlocks } from "./helpers/docs_blocks.ts";
import { copyFolder, openDocShell } from "./helpers/docs_shell.ts";

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
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
