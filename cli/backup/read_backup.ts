import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { confinePath } from "../../infra/paths.ts";
import { readTar } from "../../infra/tar.ts";
import { loadEngine } from "../later.ts";
import { type BackupFile, backupFormat, type Manifest, manifestSchema, names } from "./manifest.ts";

/** An archive whose every byte was looked at, unpacked. */
export interface OpenedBackup {
  readonly manifest: Manifest;
  /** Folder with the files of the archive under their names in it. */
  readonly folder: string;
}

/**
 * Unpacks an archive into an empty folder and looks through all of it: names, sizes and hashes of the files, the history's
 * tables and checksums, that all of its newest values are there.
 *
 * @throws {Problem} of kind data for what is cut off, damaged or incomplete; of kind configuration for a newer program's
 */
export async function readBackup(file: string, folder: string): Promise<OpenedBackup> {
  const found = new Map<string, Omit<BackupFile, "path">>();
  const texts = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const { path, bytes, content } of openArchive(file)) {
    if (found.has(path)) throw damaged(file, `"${path}" is in it twice`);
    const target = await confined(file, folder, path);
    await Deno.mkdir(dirname(target), { recursive: true });
    using written = await Deno.open(target, { write: true, createNew: true });
    const hash = createHash("sha256");
    for await (const part of content) {
      hash.update(part);
      for (let done = 0; done < part.length;) done += await written.write(part.subarray(done));
    }
    await written.sync();
    found.set(path, { bytes, sha256: hash.digest("hex") });
    if (path === names.manifest || path === names.seal) texts.set(path, await Deno.readFile(target));
  }
  const manifest = parseManifest(file, texts, found.get(names.manifest)?.sha256);
  compare(file, manifest, found);
  await requireHistory(file, manifest, folder);
  return { manifest, folder };
}

async function* openArchive(file: string) {
  try {
    yield* readTar(file);
  } catch (error) {
    if (error instanceof Problem && error.kind === "data") throw damaged(file, error.message, error);
    if (error instanceof Deno.errors.NotFound) {
      throw new Problem("usage", `Cannot read the backup "${file}": it does not exist`, { place: file });
    }
    if (error instanceof Deno.errors.IsADirectory || (error as Error).message.includes("os error 21")) {
      throw new Problem("usage", `Cannot read the backup "${file}": it is a folder`, { place: file });
    }
    throw error;
  }
}

async function confined(file: string, folder: string, path: string): Promise<string> {
  try {
    return await confinePath(folder, path);
  } catch (error) {
    throw damaged(file, `it would write to "${path}"`, error);
  }
}

function parseManifest(
  file: string,
  texts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  hash: string | undefined,
): Manifest {
  const [text, seal] = [texts.get(names.manifest), texts.get(names.seal)];
  if (text === undefined || seal === undefined) {
    throw damaged(file, "it has no manifest: it is no backup, or was cut off");
  }
  if (new TextDecoder().decode(seal).trim() !== hash) throw damaged(file, "its manifest is not as it was written");
  const manifest = JSON.parse(new TextDecoder().decode(text)) as { readonly format?: unknown };
  if (typeof manifest.format === "number" && manifest.format > backupFormat) {
    throw newer(file, `its form ${manifest.format} is not known`);
  }
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) throw damaged(file, "its manifest is not as one is written", parsed.error);
  return parsed.data;
}

/** Every file that the manifest names is there as it names it, and no other one. */
function compare(file: string, { files }: Manifest, found: ReadonlyMap<string, Omit<BackupFile, "path">>): void {
  const rest = new Set(found.keys());
  rest.delete(names.manifest);
  rest.delete(names.seal);
  for (const { path, bytes, sha256 } of files) {
    const there = found.get(path);
    if (there === undefined) throw damaged(file, `"${path}" is missing`);
    if (there.bytes !== bytes || there.sha256 !== sha256) throw damaged(file, `"${path}" is not as it was written`);
    rest.delete(path);
  }
  for (const path of rest) throw damaged(file, `"${path}" does not belong to it`);
  if (!files.some(({ path }) => path === names.history)) throw damaged(file, `"${names.history}" is missing`);
}

async function requireHistory(file: string, { schema, values, files }: Manifest, folder: string): Promise<void> {
  const { ledgerCopyValues, newestSchema, updateLedgerCopy, verifySqliteLedger } = await loadEngine();
  if (schema > newestSchema) {
    throw newer(file, `its history has version ${schema}, this program knows versions up to ${newestSchema}`);
  }
  const path = join(folder, names.history);
  const [fault] = await verifySqliteLedger(path);
  if (fault !== undefined) throw damaged(file, `its history is damaged: ${fault}`);
  updateLedgerCopy(path);
  if (!values) return;
  for (const value of ledgerCopyValues(path)) {
    const hash = files.find((one) => one.path === `${names.assets}/${value.path}`)?.sha256;
    if (hash === undefined) throw damaged(file, `the value "${value.path}" is missing`);
    if (hash !== value.hash) throw damaged(file, `"${value.path}" is not what its history says`);
  }
}

function damaged(file: string, found: string, cause?: unknown): Problem {
  return new Problem("data", `Cannot restore the backup "${file}": ${found}`, {
    place: file,
    remedy: "Nothing was changed; take another backup.",
    cause,
  });
}

function newer(file: string, found: string): Problem {
  return new Problem("configuration", `Cannot restore the backup "${file}": ${found}`, {
    place: file,
    remedy: "Nothing was changed; use the newer version of the program.",
  });
}
