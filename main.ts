import { dropRights, main, realEffects } from "./cli/mod.ts";

if (import.meta.main) {
  // A script is started with the rights that its task needs; a compiled program with those of every command.
  if (Deno.build.standalone) await dropRights(Deno.args);
  Deno.exit(await main(Deno.args, realEffects()));
}
