/** Dockerfile and compose.yaml cannot be run here; what they name of this project exists. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import config from "../deno.json" with { type: "json" };
import { stagedPaths } from "../cli/compile/stage.ts";
import { commandFault } from "./helpers/docs_commands.ts";
import { projectRoot } from "./helpers/source_files.ts";

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly init?: boolean;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly deploy?: { readonly replicas: number };
}

const text = (name: string) => Deno.readTextFile(join(projectRoot, name));
const dockerfile = await text("Dockerfile");
const compose = parse(await text("compose.yaml"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};

/** Words of a command, each quoted. */
const line = (words: readonly string[]) =>
  `clustering ${words.map((word) => word.includes('"') ? `'${word}'` : `"${word}"`).join(" ")}`;

Deno.test("Dockerfile: an ordinary user, a health check and a start that the program understands", async () => {
  assert.match(dockerfile, /^USER 65532:65532$/m);
  const checked = JSON.parse(/^HEALTHCHECK .*CMD (\[.*\])$/m.exec(dockerfile)![1]!) as string[];
  const started = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)![1]!) as string[];
  assert.deepEqual(checked.slice(0, 2), ["/usr/local/bin/clustering", "health"]);
  assert.equal(await commandFault(line(checked.slice(1))), undefined);
  assert.equal(await commandFault(line(started)), undefined);
});

Deno.test("Dockerfile: it is built with the Deno of the README from files that there are and that are let through", async () => {
  const [, version] = /^FROM denoland\/deno:debian-([\d.]+) /m.exec(dockerfile)!;
  assert.ok((await text("README.md")).includes(`deno@${version}`));
  const [, task] = /deno task (\w+)/.exec(dockerfile)!;
  assert.ok(Object.keys(config.tasks).includes(task!));
  const passed = (await text(".dockerignore")).split("\n").filter((one) => one.startsWith("!"));
  for (const path of passed) await Deno.stat(join(projectRoot, path.slice(1)));
  const isPassed = (path: string) => passed.some((one) => `${path}/`.startsWith(`${one.slice(1)}/`));
  for (const path of stagedPaths) assert.ok(isPassed(path), path);
});

Deno.test("compose.yaml: a daemon, two workers and the pages, with commands and variables that there are", async () => {
  const { database, ...ours } = compose.services;
  assert.deepEqual(Object.keys(ours), ["daemon", "worker", "ui"]);
  assert.equal(ours["worker"]?.deploy?.replicas, 2);
  assert.deepEqual(ours["ui"]?.ports, ["127.0.0.1:3000:3000"]);
  const readable = config.permissions.worker.env;
  for (const [name, { command = [], environment = {}, init, healthcheck }] of Object.entries(ours)) {
    assert.equal(command[0], name);
    assert.equal(init, true);
    assert.equal(await commandFault(line(command.map((word) => word.replaceAll("$$", "$")))), undefined);
    const [, , ...checked] = healthcheck!.test;
    assert.equal(checked[0], "health");
    // What executes runs gives signs of life; what does not is asked as a server.
    assert.ok(checked.includes("--here") !== command.includes("--no-daemon"));
    assert.equal(await commandFault(line(checked.map((word) => word.replaceAll("$$", "$")))), undefined);
    for (const variable of Object.keys(environment)) assert.ok(readable.includes(variable), variable);
    assert.ok(command.some((word) => word.includes("$${env:HISTORY_URL}")));
  }
  assert.ok(database !== undefined);
});
