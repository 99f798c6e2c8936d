/** Writes docs/configuration.md anew: `deno task docs:config`. */
import { settingsSchemaJson } from "../../pipeline/mod.ts";
import { configPage } from "./config_page.ts";

if (import.meta.main) {
  const page = configPage(await settingsSchemaJson());
  await Deno.writeTextFile(new URL("../../docs/configuration.md", import.meta.url), page);
}
