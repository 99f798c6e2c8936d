import { Problem } from "../../infra/errors.ts";

/**
 * A value as JSON text with sorted keys, so that equal values have equal text. Properties that are undefined are left out.
 *
 * @throws {Problem} of kind data for what JSON cannot hold: NaN, infinite numbers, functions, dates, maps, cycles, …
 */
export function canonicalJson(value: unknown): string {
  return text(value, "", []);
}

function text(value: unknown, path: string, above: readonly object[]): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (Number.isFinite(value)) return JSON.stringify(value);
      throw refused(path, `${value} is no JSON number`);
    case "object":
      return value === null ? "null" : composite(value, path, above);
    case "undefined":
    case "bigint":
    case "symbol":
    case "function":
      throw refused(path, `JSON has no ${typeof value}`);
    default:
      throw new TypeError(`Cannot write a value of type ${typeof value}`);
  }
}

function composite(value: object, path: string, above: readonly object[]): string {
  if (above.includes(value)) throw refused(path, "it contains itself");
  const inside = [...above, value];
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item, index) => text(item, `${path}[${index}]`, inside)).join(",")}]`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw refused(path, `JSON has no ${value.constructor?.name ?? "such object"}`);
  }
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    parts.push(`${JSON.stringify(key)}:${text(item, path === "" ? key : `${path}.${key}`, inside)}`);
  }
  return `{${parts.join(",")}}`;
}

function refused(path: string, found: string): Problem {
  const thing = path === "" ? "the value" : `"${path}"`;
  return new Problem("data", `Cannot write ${thing} as JSON: ${found}`, {
    ...(path === "" ? {} : { place: path }),
    remedy: "Return plain objects, lists, texts, finite numbers, true, false and null.",
  });
}
