import { dirname, join, resolve } from "node:path";
import { Problem } from "../infra/errors.ts";
import { isNotFound } from "../infra/fs.ts";
import { didYouMean } from "../infra/suggest.ts";

const configFolder = "config";
const extension = ".yaml";

/**
 * The project's folder: `given` if there is one, else the nearest folder from `workingDirectory` upwards that holds
 * `config/` with at least one `.yaml` file.
 *
 * @throws {Problem} of kind configuration when there is none.
 */
export async function findRoot(workingDirectory: string, given: string | undefined): Promise<string> {
  if (given !== undefined) {
    const root = resolve(workingDirectory, given);
    if ((await environmentNames(root)).length > 0) return root;
    throw new Problem("configuration", `Cannot use "${given}" as the project's folder: it has no config/*.yaml`, {
      place: "--root",
      remedy: `Name another folder, or start a project there with "clustering init ${given}".`,
    });
  }
  for (let folder = workingDirectory;; folder = dirname(folder)) {
    if ((await environmentNames(folder)).length > 0) return folder;
    if (dirname(folder) === folder) break;
  }
  throw new Problem("configuration", "Cannot find the project: no folder from here upwards holds config/*.yaml", {
    place: workingDirectory,
    remedy: 'Go to the project\'s folder, name it with --root, or start one with "clustering init".',
  });
}

/** Names of the environments of a project, sorted; empty for a folder that is no project. */
export async function environmentNames(root: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(join(root, configFolder))) {
      const name = entry.name.slice(0, -extension.length);
      if (!entry.isDirectory && entry.name.endsWith(extension) && name !== "" && !name.startsWith(".")) {
        names.push(name);
      }
    }
  } catch (error) {
    if (isNotFound(error) || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
  return names.sort();
}

/** The configuration file of an environment. @throws {Problem} of kind usage for an unknown one, with the nearest name */
export async function environmentFile(root: string, environment: string): Promise<string> {
  const names = await environmentNames(root);
  if (names.includes(environment)) return join(root, configFolder, `${environment}${extension}`);
  throw new Problem(
    "usage",
    `Cannot use the environment "${environment}": there is no config/${environment}${extension}${
      didYouMean(environment, names)
    }`,
    { place: "--env", remedy: `Environments are ${names.join(", ")}.` },
  );
}
