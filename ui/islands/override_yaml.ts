/** A setting and its value as JSON. */
export interface Override {
  /** Such as `job_params.max_clusters`; `\.` for a dot in a name. */
  readonly path: string;
  readonly json: string;
}

type Tree = Map<string, Tree | string>;

/** Settings as a YAML text of nested maps, in the order given; JSON is YAML, so values stay as they are. */
export function overridesYaml(overrides: readonly Override[]): string {
  const root: Tree = new Map();
  for (const { path, json } of overrides) {
    const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll(/\\(.)/g, "$1"));
    const last = parts.pop() ?? "";
    let at = root;
    for (const part of parts) {
      const inner = at.get(part);
      const next: Tree = inner instanceof Map ? inner : new Map();
      at.set(part, next);
      at = next;
    }
    at.set(last, json);
  }
  return linesOf(root, "").join("\n");
}

function linesOf(tree: Tree, indent: string): readonly string[] {
  return [...tree].flatMap(([name, value]) => {
    const key = `${indent}${plain(name) ? name : JSON.stringify(name)}:`;
    if (value instanceof Map) return [key, ...linesOf(value, `${indent}  `)];
    return [`${key} ${shortened(value)}`];
  });
}

/** A text without quotes where YAML reads it as the same text. */
function shortened(json: string): string {
  const text = /^"([A-Za-z_][\w-]*)"$/.exec(json)?.[1];
  return text !== undefined && plain(text) ? text : json;
}

function plain(text: string): boolean {
  return /^[A-Za-z_][\w-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
}
