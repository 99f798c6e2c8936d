import { executeRun } from "../execute.ts";
import { openSqliteHistory } from "../history/sqlite.ts";
import { type Asset } from "../asset.ts";
import { asset, projectOf } from "./kit.ts";

/** A chain of assets `<prefix>0`, `<prefix>1`, …; each is one more than the one before. */
export function chain(prefix: string, length: number): Asset<number>[] {
  const assets: Asset<number>[] = [];
  for (let index = 0; index < length; index++) {
    const before = assets[index - 1];
    const name = `${prefix}${index}`;
    assets.push(
      before === undefined
        ? asset(name, { compute: ({ log }) => (log.info("first"), 0) })
        : asset(name, { deps: { before }, compute: ({ inputs, log }) => (log.info("next"), inputs.before + 1) }),
    );
  }
  return assets;
}

/** As a program: executes a chain in `folder` and prints a line for every event. */
async function main([folder = "", prefix = "a", length = "10"]: readonly string[]): Promise<void> {
  await using history = await openSqliteHistory(`${folder}/history.sqlite`);
  const out = new TextEncoder();
  const result = await executeRun(projectOf(chain(prefix, Number(length))), { job: "all", environment: "test" }, {
    history,
    root: `${folder}/assets`,
    onEvent: ({ run, kind }) => Deno.stdout.writeSync(out.encode(`${run} ${kind}\n`)),
  });
  if (result.run.status !== "success") Deno.exitCode = 4;
}

if (import.meta.main) await main(Deno.args);
