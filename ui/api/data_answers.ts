import { openInspector } from "../../pipeline/mod.ts";
import type { Backend } from "../backend.ts";
import type { Answer } from "./answer.ts";
import { assetAnswers } from "./assets/answers.ts";
import { catalogReader } from "./assets/catalog.ts";
import { assetDataAnswers } from "./assets/data_answers.ts";
import { assetsFolder, rejectsFolder } from "./assets/files.ts";
import { checkAnswers } from "./checks/answers.ts";
import { lineageAnswers } from "./lineage/answers.ts";
import { rejectsAnswers } from "./rejects/answers.ts";
import { sqlAnswers } from "./sql/answers.ts";

/** What one look at data, or one query, may use. */
const limits = { seconds: 30, memory: "512MB" } as const;

/** Answers about assets and their data; they share what is known of assets, and the limits of looking at data. */
export function dataAnswers(backend: Backend): readonly Answer[] {
  const { clock, settings, execute } = backend;
  const readCatalog = catalogReader(backend);
  const inspector = openInspector({
    folders: [assetsFolder(backend), rejectsFolder(backend)],
    temporary: settings.engine.temp_directory,
    clock,
    ...limits,
    ...(execute === undefined ? {} : { execute }),
  });
  return [
    ...assetAnswers(readCatalog),
    ...assetDataAnswers(readCatalog, inspector),
    ...lineageAnswers(readCatalog),
    ...checkAnswers(readCatalog),
    ...rejectsAnswers(inspector),
    ...sqlAnswers(readCatalog, inspector, limits),
  ];
}
