import { Problem } from "../../infra/errors.ts";
import type { Place } from "./place.ts";

const mostShown = 50;

/** Collects what is wrong with a project, so that all of it is reported at once. */
export class DefinitionErrors {
  readonly #found: { readonly message: string; readonly place: Place | undefined }[] = [];

  get count(): number {
    return this.#found.length;
  }

  /** Adds an error, such as `asset "b" needs "a", which is not defined`. */
  add(message: string, place?: Place): void {
    this.#found.push({ message, place });
  }

  /** @throws {Problem} of kind configuration when there are errors. */
  throwIfAny(): void {
    const [first] = this.#found;
    if (first === undefined) return;
    const remedy = "Correct the definitions and start again.";
    const place = first.place?.toString();
    if (this.#found.length === 1) {
      throw new Problem("configuration", `Cannot load the project: ${first.message}`, { place, remedy });
    }
    const lines = this.#found.slice(0, mostShown).map(({ message, place }) =>
      `\n  ${message}${place === undefined ? "" : ` (${place})`}`
    );
    const rest = this.#found.length - lines.length;
    const text = `${lines.join("")}${rest > 0 ? `\n  and ${rest} more` : ""}`;
    throw new Problem("configuration", `Cannot load the project: ${this.#found.length} errors${text}`, {
      place,
      remedy,
    });
  }
}
