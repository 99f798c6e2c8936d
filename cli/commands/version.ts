import { buildInfo } from "../build_info.ts";
import { defineCommand } from "../command.ts";
import { jsonOption } from "../grammar/mod.ts";
import { printJson } from "../print.ts";
import { programVersion } from "../version.ts";

/** `clustering version`. */
export const command = defineCommand({
  name: "version",
  description: "Shows the versions of the program and of what it runs on.",
  examples: [{ line: "clustering version --json", does: "for a script" }],
  fields: () => ({ json: jsonOption() }),
  run({ json }, context) {
    const { effects, style } = context;
    const versions = {
      clustering: programVersion,
      commit: buildInfo.commit ?? null,
      date: buildInfo.date ?? null,
      changed: buildInfo.changed,
      compiled: Deno.build.standalone,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      typescript: Deno.version.typescript,
      platform: Deno.build.target,
    };
    if (json) {
      printJson(context, versions);
      return Promise.resolve(0);
    }
    const { commit, date, changed } = buildInfo;
    const build = commit === undefined ? "" : ` (${commit.slice(0, 12)}${changed ? " and changes" : ""}, ${date})`;
    effects.stdout.write(`${style.bold("clustering")} ${programVersion}${build}\n`);
    effects.stdout.write(style.dim(`Deno ${versions.deno}, ${versions.platform}`) + "\n");
    return Promise.resolve(0);
  },
});
