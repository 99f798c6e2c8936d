import assert from "node:assert/strict";
import { join } from "node:path";
import { allPermissions } from "./cli.ts";
import { commandsOf, type DocBlock, type DocCommand, fencedBlocks, isUnrun } from "./docs_blocks.ts";
import { applyEdit } from "./docs_edits.ts";
import { showsOutput } from "./docs_output.ts";
import { projectRoot } from "./source_files.ts";

/** A shell in which the commands of pages are run, one after the other; folder and variables last from one to the next. */
export interface DocShell extends AsyncDisposable {
  /** Runs every block `sh` and `console` of a page. @throws when one does not do what the page says */
  page(name: string): Promise<void>;
  /** Runs the blocks of a text. @param page its name, for messages */
  blocks(blocks: readonly DocBlock[], page: string): Promise<void>;
}

/** Settings of {@link openDocShell}. */
export interface DocShellOptions {
  /** Folder in which the first command runs. */
  readonly folder: string;
  /** Empty folder for the shell's own files. */
  readonly state: string;
  /** Variables of the first command. @default those of this process */
  readonly variables?: Readonly<Record<string, string>>;
  /** What stands in commands, with what it is here. @default nothing */
  readonly here?: Readonly<Record<string, string>>;
}

/** Opens a shell in which `clustering` is this program and nothing comes from the network. */
export async function openDocShell(options: DocShellOptions): Promise<DocShell> {
  const { folder, state, variables = {}, here = {} } = options;
  await Deno.mkdir(join(state, "bin"));
  await Deno.writeTextFile(join(state, "cwd"), folder);
  const exported = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  await Deno.writeTextFile(join(state, "vars"), exported.join(""));
  await addProgram(
    join(state, "bin/clustering"),
    `exec ${[Deno.execPath(), ...programWords()].map(quoted).join(" ")} "$@"`,
  );
  await addProgram(join(state, "bin/deno"), `exec ${quoted(Deno.execPath())} "$@"`);
  await addProgram(join(state, "bin/npx"), `shift 2; exec ${quoted(Deno.execPath())} "$@"`);
  if (!await has("jq")) await addProgram(join(state, "bin/jq"), jqStandIn());
  const servers: Server[] = [];
  const addresses = new Map(Object.entries(here));
  const stop = async () => {
    for (const { child } of servers) child.kill("SIGTERM");
    await Promise.all(servers.splice(0).map(({ ended }) => ended));
    addresses.clear();
  };
  const blocks = async (all: readonly DocBlock[], page: string) => {
    for (const block of all) {
      if (block.language === "diff") await applyEdit(block, (await Deno.readTextFile(join(state, "cwd"))).trim());
      if (!["sh", "console"].includes(block.language) || isUnrun(block)) continue;
      for (const command of commandsOf(block)) {
        const place = `docs/${page}.md:${command.line}`;
        if (block.mark === "server") {
          const server = await startServer(command, state, place);
          servers.push(server);
          if (server.address !== undefined) addresses.set(server.usual, server.address);
        } else await runCommand(command, { state, place, addresses });
      }
    }
  };
  return {
    blocks,
    page: async (name) => {
      await blocks(fencedBlocks(await pageText(name)), name);
      await stop();
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** The text of a page of docs/; README stands beside the folder. */
export async function pageText(name: string): Promise<string> {
  return await Deno.readTextFile(join(projectRoot, name === "README" ? "README.md" : `docs/${name}.md`));
}

function programWords(): readonly string[] {
  const rights = [...allPermissions, `--allow-run=${Deno.execPath()}`, "--allow-net=127.0.0.1"];
  const words = ["run", "--quiet", "--no-prompt", "--no-check", `--config=${join(projectRoot, "deno.json")}`];
  return [...words, ...rights, join(projectRoot, "main.ts")];
}

async function has(program: string): Promise<boolean> {
  return (await new Deno.Command("bash", { args: ["-c", `command -v ${program}`], stdout: "null" }).output()).success;
}

/** Where there is no jq: the answer must be JSON; `-r .name` alone gives that field. */
function jqStandIn(): string {
  const code = "const value = JSON.parse(await new Response(Deno.stdin.readable).text()); " +
    "const field = /^\\.(\\w+)$/.exec(Deno.args[1] ?? '')?.[1]; if (field) console.log(value[field]);";
  return `exec ${quoted(Deno.execPath())} eval ${quoted(code)} "$@"`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

async function addProgram(path: string, line: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

interface CommandSettings {
  readonly state: string;
  readonly place: string;
  /** Addresses that pages name, with those that servers have here. */
  readonly addresses: ReadonlyMap<string, string>;
}

async function runCommand(command: DocCommand, { state, place, addresses }: CommandSettings): Promise<void> {
  let text = command.text;
  for (const [usual, address] of addresses) text = text.replaceAll(usual, address);
  const run = async () => {
    const { code, stdout } = await bash(text, state, "2>&1").output();
    return { code, told: new TextDecoder().decode(stdout) };
  };
  const shown = command.output ?? ["…"];
  let { code, told } = await run();
  // A busy machine's daemon may be late with its sign of life.
  for (let i = 0; i < 60 && /^clustering health/.test(text) && !showsOutput(shown, told); i++) {
    ({ code, told } = await run());
  }
  assert.equal(code, command.exitCode, `${place}: ${command.text}\n\n${told}`);
  if (showsOutput(shown, told)) return;
  assert.fail(`${place}: ${command.text}\n\nThe page says\n\n${shown.join("\n")}\n\nIt printed\n\n${told}`);
}

/** A shell that goes on where the one before ended. */
function bash(text: string, state: string, redirect = ""): Deno.Command {
  const script = `cd "$(cat '${state}/cwd')"; . '${state}/vars'; set -o pipefail; set -a
{
${text}
} ${redirect}
ended=$?; pwd > '${state}/cwd'; export -p > '${state}/vars'; exit $ended`;
  const path = `${join(state, "bin")}:${Deno.env.get("PATH") ?? ""}`;
  return new Deno.Command("bash", {
    args: ["-c", script],
    env: { PATH: path, NO_COLOR: "1", FORCE_COLOR: "", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: redirect === "" ? "piped" : "null",
  });
}

interface Server {
  readonly child: Deno.ChildProcess;
  readonly ended: Promise<unknown>;
  /** Where it listens when the page's reader starts it, such as `127.0.0.1:3000`. */
  readonly usual: string;
  /** Where it listens here; undefined for what does not. */
  readonly address: string | undefined;
}

/** Files that a page made some moments ago are no reason for runs that it says nothing of. */
const noSensors = ["new_internal_data_sensor", "external_data_sensor"].map((name) =>
  `--set sensors.${name}.running=false`
);

/** Starts what goes on until it is stopped, pages on a port that is free, and waits until it is there. */
async function startServer({ text }: DocCommand, state: string, place: string): Promise<Server> {
  const kind = /\b(ui|docs|daemon|worker)\b/.exec(text)?.[1] ?? "";
  const usual = `127.0.0.1:${/--port (\d+)/.exec(text)?.[1] ?? (kind === "docs" ? 3001 : 3000)}`;
  const words = [text.replace(/\s+#.*$/, "").replace(/\s--port \d+/, "")];
  if (kind === "ui" || kind === "docs") words.push("--port 0");
  if (kind !== "docs") words.push(...noSensors);
  // `exec`, so that the process that is stopped is the server.
  const child = bash(`exec ${words.join(" ")}`, state).spawn();
  const told: string[] = [];
  const reading = [read(child.stdout, told), read(child.stderr, told)];
  const ended = Promise.all([child.status, ...reading]);
  let isOver = false;
  void ended.then(() => isOver = true);
  for (;;) {
    const started = /http:\/\/(127\.0\.0\.1:\d+)|Ctrl-C ends it/.exec(told.join(""));
    if (started !== null) return { child, ended, usual, address: started[1] };
    assert.ok(!isOver, `${place}: ${text}\n\n${told.join("")}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function read(output: ReadableStream<Uint8Array>, told: string[]): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of output) told.push(decoder.decode(bytes, { stream: true }));
}

/** Copies a file, or a folder with all that is in it but tests. */
export async function copyFolder(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  await Deno.mkdir(isDirectory ? to : join(to, ".."), { recursive: true });
  if (!isDirectory) return await Deno.copyFile(from, to);
  for await (const { name } of Deno.readDir(from)) {
    if (!/_test\.tsx?$/.test(name)) await copyFolder(join(from, name), join(to, name));
  }
}
