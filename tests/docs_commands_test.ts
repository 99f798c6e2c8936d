/** Every command of the pages is run, and prints what the page says. `sh no-run: why` is for reading only. */
import { join } from "node:path";
import { openDocShell } from "./helpers/docs_shell.ts";

Deno.test("docs: what the pages let people type does what they say", async (t) => {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "clustering-docs-" }));
  await Deno.mkdir(join(folder, "state"));
  await Deno.mkdir(join(folder, "work"));
  try {
    await using shell = await openDocShell({ folder: join(folder, "work"), state: join(folder, "state") });
    for (const page of ["getting_started"]) await t.step(page, () => shell.page(page));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
