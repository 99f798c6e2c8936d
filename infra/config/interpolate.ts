import type { Environment } from "../env.ts";
import { Problem } from "../errors.ts";
import { isSecretName } from "../secret_names.ts";
import { didYouMean } from "../suggest.ts";
import { type ConfigIssue, configIssue } from "./issues.ts";
import { formatKeyPath, type KeyPath, parseKeyPath } from "./key_path.ts";
import { childOf, type ConfigNode, formatOrigin, type MapNode, type ScalarNode, walkNodes } from "./node.ts";
import { plainScalar } from "./scalar.ts";
import { parseTemplate, type Template, type TemplatePart } from "./template.ts";
import { parseFlow } from "./yaml.ts";

/** A configuration without `${…}`. */
export interface Interpolated {
  readonly root: MapNode;
  readonly issues: readonly ConfigIssue[];
  /** Paths whose value could not be made; null stands there. */
  readonly failed: ReadonlySet<string>;
  /** Values of variables whose names say that they are secret. */
  readonly secrets: readonly string[];
}

/**
 * Puts values in place of `${path.to.key}`, `${env:NAME}` and `${env:NAME,default}`.
 *
 * A text that is nothing but one reference becomes the value it names, whatever its type; one that is nothing but one
 * variable is a text that the schema may still read as number, boolean or list. In longer texts, values are written out.
 * A variable that is set to nothing is set. References start at the root and see the final values of all layers.
 */
export function interpolate(root: MapNode, environment: Environment): Interpolated {
  const resolver = new Resolver(root, environment);
  const resolved = resolver.resolve(root, []);
  return {
    root: resolved.kind === "map" ? resolved : root,
    issues: resolver.issues,
    failed: resolver.failed,
    secrets: resolver.secrets,
  };
}

/** Thrown from a value that cannot be made to the one whose text asked for it; the issue is recorded before. */
class Unresolved extends Error {}

class Resolver {
  readonly issues: ConfigIssue[] = [];
  readonly failed = new Set<string>();
  readonly secrets: string[] = [];
  readonly #root: MapNode;
  readonly #environment: Environment;
  /** What nodes became; a resolved node stands for itself, so that a plain `${` in it is not read again. */
  readonly #done = new Map<ConfigNode, ConfigNode | undefined>();
  readonly #open: { readonly node: ConfigNode; readonly path: KeyPath }[] = [];

  constructor(root: MapNode, environment: Environment) {
    this.#root = root;
    this.#environment = environment;
  }

  /** The resolved node; null stands for what cannot be resolved, and its path is in `failed`. */
  resolve(node: ConfigNode, path: KeyPath): ConfigNode {
    try {
      return this.#finish(node, path);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      this.failed.add(formatKeyPath(path));
      const { origin, keyOrigin = origin } = node;
      return { kind: "scalar", value: null, origin, keyOrigin };
    }
  }

  #finish(node: ConfigNode, path: KeyPath): ConfigNode {
    if (this.#done.has(node)) {
      const done = this.#done.get(node);
      if (done === undefined) throw new Unresolved();
      return done;
    }
    if (this.#open.some((other) => other.node === node)) throw this.#cycle(node, path);
    this.#open.push({ node, path });
    let result: ConfigNode | undefined;
    try {
      result = this.#make(node, path);
      return result;
    } finally {
      this.#open.pop();
      this.#done.set(node, result);
      if (result !== undefined) this.#settle(result, node);
    }
  }

  #settle(result: ConfigNode, node: ConfigNode): void {
    if (node.kind === "scalar") walkNodes(result, (part) => this.#done.set(part, part));
    else this.#done.set(result, result);
  }

  #make(node: ConfigNode, path: KeyPath): ConfigNode {
    switch (node.kind) {
      case "list":
        return { ...node, items: node.items.map((item, i) => this.resolve(item, [...path, i])) };
      case "map": {
        const entries = [...node.entries].map(([key, item]) => [key, this.resolve(item, [...path, key])] as const);
        return { ...node, entries: new Map(entries) };
      }
      default:
        return typeof node.value === "string" && node.value.includes("${") ? this.#text(node, node.value, path) : node;
    }
  }

  #text(node: ScalarNode, text: string, path: KeyPath): ConfigNode {
    const parsed = parseTemplate(text);
    if (parsed.kind === "bad") throw this.#issue(node, path, parsed.found, parsed.remedy);
    return this.#template(parsed.template, node, path);
  }

  #template(template: Template, node: ScalarNode, path: KeyPath): ConfigNode {
    const { origin, keyOrigin = origin } = node;
    const [only] = template;
    if (template.length === 1 && only !== undefined) return this.#part(only, node, path);
    const variables: string[] = [];
    let value = "";
    for (const part of template) {
      const found = this.#part(part, node, path);
      variables.push(...found.variables ?? []);
      if (found.kind === "scalar" && found.value !== null) value += String(found.value);
      else throw this.#issue(node, path, `${partName(part)} is ${kindName(found)} and cannot be part of a text`);
    }
    return { kind: "scalar", value, origin, keyOrigin, variables };
  }

  #part(part: TemplatePart, node: ScalarNode, path: KeyPath): ConfigNode {
    const { origin, keyOrigin = origin } = node;
    if (part.kind === "text") return { kind: "scalar", value: part.text, origin, keyOrigin };
    if (part.kind === "reference") return moved(this.#reference(part.path, node, path), node);
    const set = this.#variable(part.name, node, path);
    if (set !== undefined) {
      if (isSecretName(part.name)) this.secrets.push(set);
      return softText(set, { origin, keyOrigin, variables: [part.name] });
    }
    if (part.fallback === undefined) throw this.#unset(part.name, node, path);
    const fallback = this.#template(part.fallback, node, path);
    if (fallback.kind !== "scalar" || typeof fallback.value !== "string") return fallback;
    const { variables = [] } = fallback;
    return softText(fallback.value, { origin, keyOrigin, variables });
  }

  #variable(name: string, node: ScalarNode, path: KeyPath): string | undefined {
    try {
      return this.#environment.get(name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw this.#issue(node, path, `the environment variable "${name}" may not be read`, error.remedy);
    }
  }

  #reference(text: string, node: ScalarNode, path: KeyPath): ConfigNode {
    let found: ConfigNode | undefined = this.#root;
    const walked: string[] = [];
    for (const key of parseKeyPath(text) ?? [text]) {
      if (found.kind === "scalar") found = this.#finish(found, walked);
      found = childOf(found, key);
      walked.push(key);
      if (found === undefined) throw this.#unknown(text, node, path);
    }
    return this.#finish(found, walked);
  }

  #issue(node: ConfigNode, path: KeyPath, found: string, remedy?: string): Unresolved {
    this.issues.push(configIssue(path, formatOrigin(node.origin), found, remedy));
    return new Unresolved();
  }

  #unset(name: string, node: ConfigNode, path: KeyPath): Unresolved {
    const found = `the environment variable "${name}" is not set${didYouMean(name, this.#environment.names())}`;
    return this.#issue(
      node,
      path,
      found,
      `Set ${name} in the shell or in a .env file, or give a default: \${env:${name},default}.`,
    );
  }

  #unknown(text: string, node: ConfigNode, path: KeyPath): Unresolved {
    if (/^[A-Z][A-Z0-9_]*$/.test(text)) {
      const remedy = `Write \${env:${text}} for an environment variable.`;
      return this.#issue(node, path, `"\${${text}}" names no key of this configuration`, remedy);
    }
    const keys: string[] = [];
    walkNodes(this.#root, (_, other) => keys.push(formatKeyPath(other)));
    const found = `"\${${text}}" names no key of this configuration${didYouMean(text, keys)}`;
    return this.#issue(
      node,
      path,
      found,
      'Name a key from the root, e.g. ${paths.data}, or write "$${" for a plain "${".',
    );
  }

  #cycle(node: ConfigNode, path: KeyPath): Unresolved {
    const start = this.#open.findIndex((other) => other.node === node);
    const names = this.#open.slice(start).map((other) => formatKeyPath(other.path) || "the whole configuration");
    const asking = this.#open.at(-1) ?? { node, path };
    const found = `it needs its own value: ${[...names, names[0]].join(" → ")}`;
    return this.#issue(asking.node, asking.path, found, "Give one of them a value of its own.");
  }
}

/** A text that may be read otherwise, as far as YAML would. */
function softText(text: string, base: Omit<ScalarNode, "kind" | "value" | "alternative">): ScalarNode {
  const plain: ScalarNode = { ...base, kind: "scalar", value: text };
  const flow = /^\s*[[{]/.test(text) ? parseFlow(text)?.value : undefined;
  const other = flow ?? plainScalar(text.trim());
  if (typeof other === "string") return plain;
  return { ...plain, alternative: marked(other, base) };
}

function marked(value: unknown, base: Omit<ScalarNode, "kind" | "value">): ConfigNode {
  if (Array.isArray(value)) return { ...base, kind: "list", items: value.map((item) => marked(item, base)) };
  if (typeof value === "object" && value !== null) {
    return {
      ...base,
      kind: "map",
      entries: new Map(Object.entries(value).map(([key, item]) => [key, marked(item, base)])),
    };
  }
  return { ...base, kind: "scalar", value: value as ScalarNode["value"] };
}

/** A copy of a value that says it stands where `node` stands. */
function moved(value: ConfigNode, node: ScalarNode): ConfigNode {
  const { origin, keyOrigin = origin } = node;
  if (value.kind === "list") {
    return {
      ...value,
      origin,
      keyOrigin,
      items: value.items.map((item) => moved(item, node)),
    };
  }
  if (value.kind === "map") {
    const entries = new Map([...value.entries].map(([key, item]) => [key, moved(item, node)]));
    return { ...value, origin, keyOrigin, entries };
  }
  if (value.alternative === undefined) return { ...value, origin, keyOrigin };
  return { ...value, origin, keyOrigin, alternative: moved(value.alternative, node) };
}

function partName(part: TemplatePart): string {
  if (part.kind === "text") return "this";
  return part.kind === "reference" ? `"\${${part.path}}"` : `"\${env:${part.name},…}"`;
}

function kindName(node: ConfigNode): string {
  return node.kind === "scalar" ? "empty" : `a ${node.kind}`;
}
