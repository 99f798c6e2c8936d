import { join } from "node:path";
import { projectRoot } from "./source_files.ts";

/** What a command line came to. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of {@link runCli} and {@link startCli}. */
export interface CliOptions {
  /** @default the project's folder */
  readonly cwd?: string;
  /** Environment variables in addition to the process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Permissions. @default what every command may need */
  readonly permissions?: readonly string[];
  /** Module to start. @default main.ts */
  readonly script?: string;
}

/** Permissions that let every command do its work. */
export const allPermissions: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  `--allow-ffi=${join(projectRoot, "node_modules")}`,
  "--allow-sys",
];

/** The words after `deno` that start the program. */
export function denoArguments(words: readonly string[], options: CliOptions = {}): string[] {
  const { permissions = allPermissions, script = join(projectRoot, "main.ts") } = options;
  const config = join(projectRoot, "deno.json");
  return ["run", "--quiet", "--no-prompt", "--no-check", `--config=${config}`, ...permissions, script, ...words];
}

/** Starts the program as a process of its own. */
export function startCli(words: readonly string[], options: CliOptions = {}): Deno.ChildProcess {
  const { cwd = projectRoot, env = {} } = options;
  return new Deno.Command(Deno.execPath(), {
    args: denoArguments(words, options),
    cwd,
    env: { NO_COLOR: "", FORCE_COLOR: "", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs the program to its end. */
export async function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { code, stdout, stderr } = await startCli(words, options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const categories = ["Beauty", "Home & Garden"] as const;

/** Makes a project folder with a few rows of data; two lines of sales are bad. */
export async function makeProject(): Promise<string> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "cli_test_" }));
  await Deno.mkdir(join(root, "config"));
  await Deno.mkdir(join(root, "raw"));
  const config = ["paths:", "  data: data", "  raw: raw", "readers:", "  ns_sales: { max_reject_ratio: 0.1 }", ""];
  await Deno.writeTextFile(join(root, "config/dev.yaml"), config.join("\n"));
  await Deno.writeTextFile(join(root, "config/prod.yaml"), config.join("\n"));
  const sales = ["SKU_NBR,STORE_NBR,CAT_DSC,TOTAL_SALES", "x,201,Beauty,5", "7,201,Beauty,-5"];
  for (let store = 201; store <= 206; store++) {
    for (let sku = 1; sku <= 8; sku++) sales.push(`${sku},${store},${categories[sku % 2]},${store - 200 + sku}`);
  }
  const map = ["PRODUCT_ID,CATEGORY,NEED_STATE"];
  for (let sku = 1; sku <= 7; sku++) map.push(`${sku},${categories[sku % 2]},NEED_${sku % 3}`);
  await Deno.writeTextFile(join(root, "raw/ns_sales.csv"), `${sales.join("\n")}\n`);
  await Deno.writeTextFile(join(root, "raw/ns_map.csv"), `${map.join("\n")}\n`);
  for (const source of ["placerai", "urbanicity"]) {
    const rows = [201, 202, 203].map((store, i) => `${store},${i}`);
    await Deno.writeTextFile(join(root, `raw/${source}.csv`), `STORE_NBR,${source}_visits\n${rows.join("\n")}\n`);
  }
  return root;
}

/** Runs `test` in a project folder of its own, which is removed afterwards. */
export async function withProject(test: (root: string) => Promise<void>): Promise<void> {
  const root = await makeProject();
  try {
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
