import { DataError, parseStoreModel, type StoreModel } from "../../core/mod.ts";
import { Problem } from "../../infra/mod.ts";

/** Options of {@link modelFromJson}. */
export interface ModelTextOptions {
  /** The field that holds the model. @default the whole text is the model */
  readonly field?: string;
}

/**
 * A model from the text of a JSON file.
 *
 * @param place Where the text is from, for messages
 * @throws Problem of kind `data` for a text that is no JSON, another format version, or a damaged model
 */
export function modelFromJson(text: string, place: string, { field }: ModelTextOptions = {}): StoreModel {
  return parsed(() => {
    const value: unknown = JSON.parse(text);
    return parseStoreModel(field === undefined ? value : new Map(Object.entries(value ?? {})).get(field));
  }, place);
}

function parsed(parse: () => StoreModel, place: string): StoreModel {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new Problem("data", `Cannot read the store model: it is no JSON (${error.message})`, {
        place,
        remedy: "Give a file of the folder clustering_models that a job published.",
        cause: error,
      });
    }
    if (!(error instanceof DataError)) throw error;
    const where = error.place === undefined ? place : `${place}, ${error.place}`;
    throw new Problem("data", error.message, { place: where, remedy: error.remedy, cause: error });
  }
}
