import { didYouMean } from "../../infra/suggest.ts";
import { downstream, type Graph, upstream } from "./graph.ts";
import { parseSelection, type Selection, selectionProblem } from "./selection_syntax.ts";
import type { Tags } from "./types.ts";

/** What a selection can ask about an asset. */
export interface Selectable {
  readonly name: string;
  readonly group: string;
  readonly tags: Tags;
}

/** Where a selection looks. */
interface Field {
  readonly text: string;
  readonly assets: ReadonlyMap<string, Selectable>;
  readonly graph: Graph;
}

/**
 * The names that a selection means, in the order of the graph.
 *
 * @throws {Problem} of kind usage for a text that cannot be read, unknown names, groups and tags, and an empty selection.
 */
export function resolveSelection(
  text: string,
  assets: ReadonlyMap<string, Selectable>,
  graph: Graph,
): readonly string[] {
  const selected = evaluate(parseSelection(text), { text, assets, graph });
  if (selected.size === 0) throw selectionProblem(text, 1, "it selects nothing");
  if (selected.size === graph.order.length) return graph.order;
  return [...selected].sort((a, b) => graph.position.get(a)! - graph.position.get(b)!);
}

function evaluate(selection: Selection, field: Field): ReadonlySet<string> {
  switch (selection.kind) {
    case "all":
      return new Set(field.assets.keys());
    case "name":
      return namesLike(selection.pattern, selection.column, field);
    case "group":
      return having(field, ({ group }) => group === selection.group, () => unknownGroup(selection, field));
    case "tag":
      return having(field, ({ tags }) => hasTag(tags, selection), () => unknownTag(selection, field));
    case "reach": {
      const middle = evaluate(selection.of, field);
      const above = upstream(field.graph, middle, selection.up);
      return new Set([...above, ...middle, ...downstream(field.graph, middle, selection.down)]);
    }
    case "union":
      return new Set([...evaluate(selection.left, field), ...evaluate(selection.right, field)]);
    case "difference":
    case "intersection": {
      const [left, right] = [evaluate(selection.left, field), evaluate(selection.right, field)];
      return new Set([...left].filter((name) => right.has(name) === (selection.kind === "intersection")));
    }
    default:
      return selection satisfies never;
  }
}

function namesLike(pattern: string, column: number, field: Field): ReadonlySet<string> {
  if (field.assets.has(pattern)) return new Set([pattern]);
  const found = `no asset is called "${pattern}"${didYouMean(pattern, field.assets.keys())}`;
  const problem = () => selectionProblem(field.text, column, found);
  if (!pattern.includes("*")) throw problem();
  const parts = pattern.split("*").map((part) => part.replace(/[.\\^$|?{}[\]]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`);
  return having(field, ({ name }) => expression.test(name), problem);
}

function having(field: Field, test: (asset: Selectable) => boolean, problem: () => Error): ReadonlySet<string> {
  const found = new Set<string>();
  for (const asset of field.assets.values()) if (test(asset)) found.add(asset.name);
  if (found.size === 0) throw problem();
  return found;
}

function hasTag(tags: Tags, { key, value }: { readonly key: string; readonly value: string | undefined }): boolean {
  return Object.hasOwn(tags, key) && (value === undefined || tags[key] === value);
}

function unknownGroup({ group, column }: Extract<Selection, { kind: "group" }>, field: Field): Error {
  const groups = new Set([...field.assets.values()].map((asset) => asset.group));
  return selectionProblem(
    field.text,
    column,
    `no asset is in group "${group}"${didYouMean(group, groups)}`,
  );
}

function unknownTag({ key, value, column }: Extract<Selection, { kind: "tag" }>, field: Field): Error {
  const wanted = value === undefined ? key : `${key}=${value}`;
  const tags = new Set(
    [...field.assets.values()].flatMap((asset) =>
      Object.entries(asset.tags).map(([name, text]) => value === undefined ? name : `${name}=${text}`)
    ),
  );
  return selectionProblem(
    field.text,
    column,
    `no asset has the tag "${wanted}"${didYouMean(wanted, tags)}`,
  );
}
