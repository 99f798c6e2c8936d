import assert from "node:assert/strict";
import { join } from "node:path";
import { type BareOptions, isAdministrator, nobody, runBare, startBare, untilPrinted } from "./bare_program.ts";
import { type CompiledProgram, compiledProgram } from "./compiled.ts";

/** The compiled program and one project that it made, which each test gets a copy of. */
export interface CompiledBench extends CompiledProgram {
  /** The program's file. */
  readonly file: string;
  /** A new folder of the ordinary user's. */
  place(): Promise<string>;
  /** A copy of the project in a new folder, its files the ordinary user's. */
  project(): Promise<string>;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** Makes the program, below a folder of its own. */
export async function compiledBench(): Promise<CompiledBench> {
  const folder = await Deno.makeTempDir({ prefix: "clustering-compiled-" });
  await Deno.chmod(folder, 0o755);
  const remove = () => Deno.remove(folder, { recursive: true });
  const program = Deno.build.os === "linux" ? await compiledProgram(folder) : { why: "its tests are for Linux" };
  const { file = "" } = program;
  if (program.why !== undefined) await remove();
  const place = async () => {
    const path = await Deno.makeTempDir({ dir: folder });
    await Deno.chmod(path, 0o755);
    if (isAdministrator) await Deno.chown(path, nobody, nobody);
    return path;
  };
  let template: Promise<string> | undefined;
  const make = async () => {
    const path = await place();
    const { code, stderr } = await runBare(file, ["init", "demo"], { cwd: path, ordinary: true });
    assert.equal(code, 0, stderr);
    return join(path, "demo");
  };
  const project = async () => {
    template ??= make();
    const path = join(await place(), "demo");
    const { success } = await new Deno.Command("cp", { args: ["-a", await template, path] }).output();
    assert.ok(success);
    return path;
  };
  return { ...program, file, place, project, remove };
}

/** A program that goes on, at the address that it told. */
export interface ServingProgram {
  readonly base: string;
  readonly child: Deno.ChildProcess;
  /** Asks it to stop and waits; gives its exit code and what it wrote to standard error. */
  stop(): Promise<{ readonly code: number; readonly stderr: string }>;
}

/** Starts the pages of a project, with all that the daemon does but what makes runs by itself. */
export async function serveCompiled(file: string, options: BareOptions): Promise<ServingProgram> {
  const child = startBare(file, ["ui", "--port", "0", ...noSensors], options);
  const told = new Response(child.stderr).text();
  const [base] = await untilPrinted(child.stdout, /http:\/\/127\.0\.0\.1:\d+/).catch(async (error) => {
    throw new Error(`${error}: ${await told}`);
  });
  const stop = async () => {
    child.kill("SIGTERM");
    return { code: (await child.status).code, stderr: await told };
  };
  return { base, child, stop };
}

/** Options with which a daemon starts nothing that it was not asked for. */
export const noSensors: readonly string[] = ["new_internal_data_sensor", "external_data_sensor"].flatMap((name) => [
  "--set",
  `sensors.${name}.running=false`,
]);

/** Paths of all files below a folder, sorted. */
export async function filesIn(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) names.push(...(await filesIn(join(path, name))).map((inner) => `${name}/${inner}`));
    else names.push(name);
  }
  return names.sort();
}
