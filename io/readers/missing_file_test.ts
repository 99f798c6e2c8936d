import assert from "node:assert/strict";
import { missingFileRemedy } from "./missing_file.ts";

async function remedyIn(files: readonly string[], wanted: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of files) await Deno.writeTextFile(`${folder}/${name}`, "");
    return (await missingFileRemedy(`${folder}/${wanted}`)).replaceAll(folder, "folder");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("missingFileRemedy: a file of that name in another format, other capitals or a near name is told", async () => {
  const format = await remedyIn(["ns_sales.parquet", "ns_map.csv"], "ns_sales.csv");
  assert.equal(
    format,
    '"ns_sales.parquet" is in that folder: if that is it change the path, and the reader\'s kind to its format.',
  );
  const capitals = await remedyIn(["NS_Sales.CSV", "ns_sales.txt"], "ns_sales.csv");
  assert.equal(capitals, '"NS_Sales.CSV" is in that folder: change the path if that is it.');
  const near = await remedyIn(["ns_sale.csv"], "ns_sales.csv");
  assert.equal(near, '"ns_sale.csv" is in that folder: change the path if that is it.');
});

Deno.test("missingFileRemedy: nothing like it, and no folder at all", async () => {
  assert.equal(await remedyIn(["other.csv"], "ns_sales.csv"), "Put the file there or change the path.");
  assert.equal(
    await remedyIn([], "none/ns_sales.csv"),
    'The folder "folder/none" does not exist either: create it, or change the path.',
  );
});
