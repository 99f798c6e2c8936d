import assert from "node:assert/strict";
import { documentation } from "../../cli/docs/pages.ts";
import { type BareOptions, runBare, startBare, untilPrinted } from "./bare_program.ts";

/** Reads the pages that are in the program: their list, one in the terminal, and all of them in a browser's way. */
export async function readDocs(file: string, options: BareOptions): Promise<void> {
  const pages = await documentation();
  const { stdout: listed } = await runBare(file, ["docs", "--list", "--json"], options);
  assert.deepEqual(JSON.parse(listed), pages.map(({ name, title }) => ({ name, title })));
  const { code, stdout } = await runBare(file, ["docs", "getting_started"], options);
  assert.deepEqual([code, stdout.trimEnd()], [0, pages.find(({ name }) => name === "getting_started")!.text.trimEnd()]);

  const child = startBare(file, ["docs", "--port", "0"], options);
  const told = new Response(child.stderr).text();
  const [base] = await untilPrinted(child.stdout, /http:\/\/127\.0\.0\.1:\d+/);
  for (const { name } of pages) {
    const response = await fetch(`${base}/${name}`);
    assert.deepEqual([response.status, /<h1/.test(await response.text())], [200, true], name);
  }
  for (const path of ["/style.css", "/images/run.png"]) {
    const response = await fetch(base + path);
    assert.deepEqual([response.status, (await response.bytes()).length > 1_000], [200, true], path);
  }
  child.kill("SIGTERM");
  assert.deepEqual([(await child.status).code, await told], [0, ""]);
}
