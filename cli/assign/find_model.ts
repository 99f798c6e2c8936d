import { join, resolve } from "node:path";
import type { StoreModel } from "../../core/mod.ts";
import { Problem } from "../../infra/errors.ts";
import { isNotFound } from "../../infra/fs.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { findRun } from "../find_run.ts";
import { loadPipeline, loadWriters } from "../later.ts";
import { soundValue } from "../sound_value.ts";
import { readHistory, type Workspace } from "../wire.ts";

/** Both branches that have models. */
export const branches = ["internal", "external"] as const;

/** Where a model is to be taken from. */
export interface ModelWish {
  /** A published file, or the folder of them. */
  readonly model: string | undefined;
  readonly run: string | undefined;
  readonly branch: (typeof branches)[number];
  readonly category: string | undefined;
}

/** A model and where it was. */
export interface FoundModel {
  readonly model: StoreModel;
  /** Path of the file. */
  readonly file: string;
}

/** What the external branch clusters where the internal one has categories. */
const onlyCategory = "default";

/** The model that a person means. @throws Problem saying which there are */
export async function findModel(wish: ModelWish, workspace: Workspace, workingDirectory: string): Promise<FoundModel> {
  const { model, run } = wish;
  if (model !== undefined && run !== undefined) {
    throw new Problem("usage", "Cannot assign stores: both --model and --run are given", {
      remedy: "Give one of them.",
    });
  }
  if (model === undefined) return await modelOfRun(wish, workspace);
  const path = resolve(workingDirectory, model);
  const info = await Deno.stat(path).catch((error) => {
    if (isNotFound(error)) throw noFile(model);
    throw error;
  });
  if (info.isDirectory) return await modelOfFolder(path, model, wish.category);
  const found = await readModel(path, model);
  const { name } = found.model.origin;
  if (wish.category === undefined || wish.category === name) return found;
  throw new Problem("usage", `Cannot assign stores: "${model}" is the model of "${name}", not of "${wish.category}"`, {
    place: "--category",
    remedy: "Leave --category out, or give the folder of the models in place of the file.",
  });
}

async function modelOfFolder(folder: string, shown: string, category: string | undefined): Promise<FoundModel> {
  const { readPartitionMap } = await loadWriters();
  const map = await readPartitionMap(folder);
  if (map === undefined) {
    throw new Problem("usage", `Cannot find models in "${shown}": it has no _map.json`, {
      place: "--model",
      remedy: "Give the folder clustering_models that a job published, or one of its files.",
    });
  }
  const key = chooseCategory(category, Object.keys(map.partitions), `"${shown}"`);
  const path = join(folder, map.partitions[key]!.file);
  return await readModel(path, path);
}

async function modelOfRun({ run: wanted, branch, category }: ModelWish, workspace: Workspace): Promise<FoundModel> {
  await using history = await readHistory(workspace);
  const run = await findRun(history, wanted);
  const asset = `${branch}_train_clustering_models`;
  const steps = (await history.steps(run.id)).filter((step) => step.asset === asset && step.version !== undefined);
  if (steps.length === 0) {
    throw new Problem("usage", `Cannot assign stores: run "${run.id}" trained no ${branch} models`, {
      place: "--run",
      remedy: `Name a run of ${branch}_clustering_job or full_pipeline_job; "clustering runs" lists them.`,
    });
  }
  const keys = steps.map(({ partition }) => partition ?? onlyCategory);
  const key = chooseCategory(category, keys, `run "${run.id}"`);
  const { version } = steps[keys.indexOf(key)]!;
  const value = await history.materialization(version!);
  if (value === undefined) throw forgotten(run.id);
  const file = await soundValue(workspace, value);
  const text = await readText(file, file);
  const { modelFromJson } = await loadPipeline();
  // What training keeps is the model and how its labels continue earlier ones.
  return { model: modelFromJson(text, file, { field: "model" }), file };
}

function forgotten(run: string): Problem {
  return new Problem("usage", `Cannot assign stores: the model of run "${run}" is no longer kept`, {
    place: "--run",
    remedy: "Name a newer run, or take the published model.",
  });
}

function chooseCategory(category: string | undefined, keys: readonly string[], where: string): string {
  const known = `There are ${keys.join(", ")}.`;
  if (category === undefined) {
    if (keys.length === 1) return keys[0]!;
    throw new Problem("usage", `Cannot assign stores: ${where} has models of ${keys.length} categories`, {
      place: "--category",
      remedy: `Say which with --category. ${known}`,
    });
  }
  if (keys.includes(category)) return category;
  throw new Problem(
    "usage",
    `Cannot assign stores: ${where} has no model of "${category}"${didYouMean(category, keys)}`,
    { place: "--category", remedy: known },
  );
}

async function readModel(path: string, shown: string): Promise<FoundModel> {
  const { modelFromJson } = await loadPipeline();
  return { model: modelFromJson(await readText(path, shown), shown), file: path };
}

async function readText(path: string, shown: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isNotFound(error)) throw noFile(shown);
    throw error;
  }
}

function noFile(path: string): Problem {
  return new Problem("usage", `Cannot read the model "${path}": there is no such file`, {
    remedy: "Jobs publish models below <data>/internal/clustering_models and <data>/external/clustering_models.",
  });
}
