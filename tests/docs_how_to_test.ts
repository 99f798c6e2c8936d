/** The instructions of docs/how_to are followed in a copy of the project: files written, lines changed, commands run. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fencedBlocks } from "./helpers/docs_blocks.ts";
import { applyEdit } from "./helpers/docs_edits.ts";
import { copyFolder, openDocShell, pageText } from "./helpers/docs_shell.ts";
import { projectRoot } from "./helpers/source_files.ts";

const pages = ["add_a_reader", "add_an_asset", "add_a_check", "add_a_schedule"] as const;

Deno.test("docs/how_to: whoever follows the pages gets what they show", async (t) => {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "clustering-how-to-" }));
  const root = join(folder, "project");
  try {
    await copyProject(root);
    await Deno.mkdir(join(folder, "state"));
    await using shell = await openDocShell({ folder: root, state: join(folder, "state") });
    await t.step("README", () => shell.page("README"));
    const changed: string[] = [];
    for (const page of pages) {
      await t.step(page, async () => {
        for (const block of fencedBlocks(await pageText(`how_to/${page}`))) {
          const path = await applyEdit(block, root);
          if (path === undefined) await shell.blocks([block], `how_to/${page}`);
          else if (path.endsWith(".ts")) changed.push(path);
        }
      });
    }
    await t.step("what was written passes the type check, the linter and the formatter", async () => {
      assert.ok(changed.length >= 2 * pages.length - 1);
      const files = [...new Set(changed)];
      for (const command of [["check"], ["lint"], ["fmt", "--check"]]) {
        const { success, stderr } = await new Deno.Command(Deno.execPath(), {
          args: [...command, ...files],
          cwd: root,
          env: { NO_COLOR: "1" },
        }).output();
        assert.ok(success, `deno ${command.join(" ")}: ${new TextDecoder().decode(stderr)}`);
      }
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A copy of the program's source and sample with the packages that are installed here. */
async function copyProject(root: string): Promise<void> {
  const paths = ["main.ts", "deno.lock", "cli", "core", "infra", "io", "pipeline", "ui", "config", "data/sample"];
  for (const path of paths) await copyFolder(join(projectRoot, path), join(root, path));
  const packages = join(projectRoot, "node_modules");
  await Deno.symlink(packages, join(root, "node_modules"));
  const config = await Deno.readTextFile(join(projectRoot, "deno.json"));
  // Behind a link native code has another path than the permission sets name.
  await Deno.writeTextFile(join(root, "deno.json"), config.replaceAll('"./node_modules"', JSON.stringify(packages)));
}
