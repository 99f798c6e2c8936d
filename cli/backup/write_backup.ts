import { createHash } from "node:crypto";
import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { exists, flushFile, isNotFound, removeIfExists, temporaryName } from "../../infra/fs.ts";
import { TarWriter } from "../../infra/tar.ts";
import type { Materialization } from "../../pipeline/engine/mod.ts";
import { loadEngine } from "../later.ts";
import { programVersion } from "../version.ts";
import { assetsFolder, type Workspace } from "../wire.ts";
import { type BackupFile, backupFormat, type Manifest, names } from "./manifest.ts";

/** How a backup is made. */
export interface BackupOptions {
  /** Absolute path of the archive; it must not exist. */
  readonly target: string;
  /** Leaves the values out. */
  readonly historyOnly: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a backup holds. */
export interface BackupFacts {
  readonly manifest: Manifest;
  /** Of the archive. */
  readonly bytes: number;
  /** Number of values in it. */
  readonly values: number;
}

/**
 * Writes the history as it is now, the values that are the newest ones then, and the configuration into an archive, while
 * runs go on. The archive is there whole or not at all.
 *
 * @throws {Problem} of kind data when the history or a value is damaged
 */
export async function writeBackup(workspace: Workspace, options: BackupOptions): Promise<BackupFacts> {
  const { target, historyOnly, now } = options;
  if (await exists(target)) {
    throw new Problem("usage", `Cannot write the backup "${target}": it exists already`, {
      place: target,
      remedy: "Give another name, or a folder, in which the backup gets a name of its own.",
    });
  }
  const temporary = temporaryName(target);
  const copy = `${temporary}.sqlite`;
  try {
    await copyLedger(workspace, copy);
    const { ledgerCopyFacts, ledgerCopyValues } = await loadEngine();
    const facts = ledgerCopyFacts(copy);
    // Of the copy, not of the history: those that were the newest in its moment.
    const values = historyOnly ? [] : ledgerCopyValues(copy);
    const files: BackupFile[] = [];
    {
      using file = await Deno.open(temporary, { write: true, createNew: true });
      const archive = new Archive(file, files);
      await archive.add(names.history, copy);
      for (const value of values) await archive.addValue(value, join(assetsFolder(workspace), value.path));
      for (const name of await configFiles(workspace.root)) {
        await archive.add(`${names.config}/${name}`, join(workspace.root, "config", name));
      }
      const manifest: Manifest = {
        format: backupFormat,
        program: programVersion,
        schema: facts.schema,
        environment: workspace.environment,
        history: workspace.settings.history.kind,
        created_at: new Date(now).toISOString(),
        runs: facts.runs,
        values: !historyOnly,
        files,
      };
      await archive.seal(manifest);
      await file.sync();
      const { size: bytes } = await file.stat();
      await Deno.rename(temporary, target);
      return { manifest, bytes, values: values.length };
    }
  } finally {
    for (const end of ["", "-wal", "-shm", "-journal"]) await removeIfExists(`${copy}${end}`);
    await removeIfExists(temporary);
  }
}

async function copyLedger({ settings: { history } }: Workspace, target: string): Promise<void> {
  if (history.kind === "sqlite" && !(await exists(history.path))) {
    throw new Problem("configuration", `Cannot back up the history "${history.path}": there is none`, {
      place: "history.path",
      remedy: "Run a job first, or correct the path.",
    });
  }
  const { copyPostgresLedger, copySqliteLedger } = await loadEngine();
  if (history.kind === "sqlite") await copySqliteLedger(history.path, target);
  else await copyPostgresLedger(history.url, target, history.schema === null ? {} : { schema: history.schema });
  await flushFile(target);
}

/** Settings and secrets from the environment (`.env`) are left out. */
async function configFiles(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isFile } of Deno.readDir(join(root, "config"))) {
    if (isFile && /\.(ya?ml|json)$/.test(name)) found.push(name);
  }
  return found.sort();
}

class Archive {
  readonly #writer: TarWriter;
  readonly #files: BackupFile[];

  constructor(file: Deno.FsFile, files: BackupFile[]) {
    this.#writer = new TarWriter(file);
    this.#files = files;
  }

  async add(path: string, source: string): Promise<BackupFile> {
    const { size: bytes } = await Deno.stat(source);
    const hash = createHash("sha256");
    await this.#writer.add({ path, bytes }, contentOf(source, (part) => void hash.update(part)));
    const added = { path, bytes, sha256: hash.digest("hex") };
    this.#files.push(added);
    return added;
  }

  /** @throws {Problem} when the file is not what the history says */
  async addValue({ path, hash, asset, partition }: Materialization, source: string): Promise<void> {
    const what = partition === undefined ? asset : `${asset}[${partition}]`;
    try {
      const { sha256 } = await this.add(`${names.assets}/${path}`, source);
      if (sha256 === hash) return;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw damagedValue(what, source, "does not exist any more");
    }
    throw damagedValue(what, source, "is not as it was written");
  }

  async seal(manifest: Manifest): Promise<void> {
    const text = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 1)}\n`);
    await this.#writer.add({ path: names.manifest, bytes: text.length }, [text]);
    const seal = new TextEncoder().encode(`${createHash("sha256").update(text).digest("hex")}\n`);
    await this.#writer.add({ path: names.seal, bytes: seal.length }, [seal]);
    await this.#writer.end();
  }
}

function damagedValue(what: string, path: string, found: string): Problem {
  return new Problem("data", `Cannot back up "${what}": "${path}" ${found}`, {
    place: path,
    remedy: "Make it again by running its job, or leave the values out with --history-only.",
  });
}

async function* contentOf(path: string, see: (part: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  const buffer = new Uint8Array(1 << 20);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    const part = buffer.subarray(0, read);
    see(part);
    yield part;
  }
}
