import assert from "node:assert/strict";
import { join } from "node:path";
import { accountRoles } from "../../pipeline/engine/mod.ts";
import { projectRoot } from "../helpers/source_files.ts";
import { exampleBackend } from "../../ui/testing/backend.ts";
import { apiRoutes, type Route } from "./site.ts";

/** Rows of the table of docs/security.md as the routes say they are. */
function tableRows(routes: readonly Route[]): readonly string[] {
  const actions = Map.groupBy(routes.filter(({ action }) => action !== undefined), ({ action }) => action!);
  const rows = [...actions].sort(([a], [b]) => a < b ? -1 : 1).map(([action, same]) => row(`\`${action}\``, same));
  const reading = routes.filter(({ action }) => action === undefined);
  const special = reading.filter(({ role }) => role !== "viewer").map((route) => row("reads", [route]));
  return [...rows, ...special.sort()];
}

function row(action: string, routes: readonly Route[]): string {
  const [{ role }] = routes as [Route];
  const may = accountRoles.map((one) => role === "anyone" || accountRoles.indexOf(one) >= accountRoles.indexOf(role));
  const where = routes.map(({ method, path }) => `\`${method} ${path}\``).join(", ");
  const cells = [action, where, role === "anyone" ? "yes" : "", ...may.map((yes) => yes ? "yes" : "")];
  return `| ${cells.join(" | ")} |`.replaceAll(/ +/g, " ");
}

Deno.test("docs/security.md: its table of roles and actions is that of the routes", async () => {
  const text = await Deno.readTextFile(join(projectRoot, "docs/security.md"));
  const table = text.split("\n").filter((line) => /^\| (`[a-z]+\.[a-z_]+`|reads) +\|/.test(line));
  const rows = tableRows(apiRoutes(await exampleBackend()));
  const told = table.map((line) => line.replaceAll(/ +/g, " "));
  assert.deepEqual(told, rows, `Write these rows into docs/security.md and format it:\n${rows.join("\n")}`);
});
