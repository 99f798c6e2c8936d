/** Every command of the pages is run, and prints what the page says. `sh no-run: why` is for reading only. */
import { join } from "node:path";
import { openDocShell } from "./helpers/docs_shell.ts";

Deno.test("docs: what the pages let people type does what they say", async (t) => {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "clustering-docs-" }));
  await Deno.mkdir(join(folder, "state"));
  await Deno.mkdir(join(folder, "work"));
  try {
    await using shell = await openDocShell({ folder: join(folder, "work"), state: join(folder, "state") });
    await t.step("getting_started", () => shell.page("getting_started"));
    await prepareProject(join(folder, "work/demo"));
    for (const page of ["operations"]) await t.step(page, () => shell.page(page));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** What the other pages presuppose: a project that has run, whose environment `prod` is that of the first steps. */
async function prepareProject(root: string): Promise<void> {
  await Deno.copyFile(join(root, "config/dev.yaml"), join(root, "config/prod.yaml"));
  await Deno.mkdir(join(root, "tmp"), { recursive: true });
}
