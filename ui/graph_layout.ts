/** A box of a drawn graph; x and y are its left upper corner, in pixels. */
export interface GraphBox {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A drawn graph: boxes from left to right by level, and edges as SVG path data. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly GraphBox[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly path: string }[];
}

/** Height of every box in pixels. */
export const boxHeight = 46;
const gap = { level: 64, row: 18, bend: 6, margin: 4 } as const;

/** A box, or a bend where an edge passes a level. */
interface Item {
  readonly name: string | undefined;
  readonly level: number;
  readonly height: number;
  /** Items of the level before that an edge comes from. */
  readonly parents: Item[];
  readonly children: Item[];
  x: number;
  y: number;
  /** All of a level are as wide as its widest. */
  width: number;
}

/**
 * Places the nodes of an acyclic graph in levels by longest path, with few crossings (barycentres, four sweeps).
 * Edges to names that are not in `deps` are left out.
 *
 * @param deps names to the names they depend on; every name after those
 * @param widthOf width of a name's box in pixels
 */
export function layoutGraph(
  deps: ReadonlyMap<string, readonly string[]>,
  widthOf: (name: string) => number,
): GraphLayout {
  const items = new Map<string, Item>();
  const columns: Item[][] = [];
  const add = (name: string | undefined, at: number, width: number, height: number): Item => {
    const item: Item = { name, level: at, width, height, parents: [], children: [], x: 0, y: 0 };
    (columns[at] ??= []).push(item);
    return item;
  };
  const chains: Item[][] = [];
  for (const [name, names] of deps) {
    const parents = names.filter((dep) => deps.has(dep)).map((dep) => placed(items, dep));
    const level = parents.reduce((deepest, parent) => Math.max(deepest, parent.level + 1), 0);
    const item = add(name, level, widthOf(name), boxHeight);
    items.set(name, item);
    for (const parent of parents) chains.push(chain(parent, item, add));
  }
  order(columns);
  const { width, height } = place(columns);
  const boxes = [...items].map(([name, item]) => ({ name, x: item.x, y: item.y, width: item.width }));
  const edges = chains.map((points) => ({
    from: points[0]?.name ?? "",
    to: points.at(-1)?.name ?? "",
    path: edgePath(points),
  }));
  return { width, height, boxes, edges };
}

function placed(items: ReadonlyMap<string, Item>, name: string): Item {
  const item = items.get(name);
  if (item === undefined) throw new TypeError(`Cannot draw the graph: "${name}" comes after what needs it`);
  return item;
}

/** Links two items through a bend on every level between them. */
function chain(
  from: Item,
  to: Item,
  add: (name: undefined, level: number, width: number, height: number) => Item,
): Item[] {
  const points = [from];
  for (let level = from.level + 1; level < to.level; level++) points.push(add(undefined, level, 0, 0));
  points.push(to);
  for (let i = 1; i < points.length; i++) {
    const [before, after] = [points[i - 1]!, points[i]!];
    before.children.push(after);
    after.parents.push(before);
  }
  return points;
}

function order(columns: Item[][]): void {
  const index = (column: Item[]) => column.forEach((item, at) => item.y = at);
  const sweep = (column: Item[], neighbours: (item: Item) => readonly Item[]) => {
    const centre = new Map(column.map((item) => {
      const others = neighbours(item);
      return [item, others.length === 0 ? item.y : others.reduce((sum, other) => sum + other.y, 0) / others.length];
    }));
    column.sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0));
    index(column);
  };
  columns.forEach(index);
  for (let round = 0; round < 2; round++) {
    for (const column of columns) sweep(column, (item) => item.parents);
    for (const column of columns.toReversed()) sweep(column, (item) => item.children);
  }
}

function place(columns: Item[][]): { readonly width: number; readonly height: number } {
  let x: number = gap.margin;
  for (const column of columns) {
    const widest = column.map((item) => item.width).reduce((a, b) => Math.max(a, b), 0);
    for (const item of column) [item.x, item.y, item.width] = [x, 0, widest];
    x += widest + gap.level;
  }
  columns.forEach((column) => stack(column, (item) => item.parents));
  columns.toReversed().forEach((column) => stack(column, (item) => item.children));
  columns.forEach((column) => stack(column, (item) => item.parents));
  const items = columns.flat();
  const top = items.reduce((least, { y }) => Math.min(least, y), Infinity);
  for (const item of items) item.y = Math.round(item.y - top + gap.margin);
  const bottom = items.reduce<number>((most, { y, height }) => Math.max(most, y + height), gap.margin);
  return { width: Math.max(0, x - gap.level + gap.margin), height: bottom + gap.margin };
}

/** Places a level's items one below the other, as near as their order allows to the middle of their neighbours. */
function stack(column: readonly Item[], neighbours: (item: Item) => readonly Item[]): void {
  const middle = ({ y, height }: Item) => y + height / 2;
  // Runs of items that touch, each with the mean of where its items would have it begin.
  const blocks: { wish: number; items: { readonly item: Item; readonly offset: number }[] }[] = [];
  let offset = 0;
  column.forEach((item, i) => {
    if (i > 0) offset += column[i - 1]!.height + gapOf(column[i - 1]!, item);
    const others = neighbours(item);
    const wanted = others.length === 0
      ? item.y
      : others.reduce((sum, other) => sum + middle(other), 0) / others.length - item.height / 2;
    let block = { wish: wanted - offset, items: [{ item, offset }] };
    for (let above = blocks.at(-1); above !== undefined && above.wish >= block.wish; above = blocks.at(-1)) {
      blocks.pop();
      const items = [...above.items, ...block.items];
      block = { wish: (above.wish * above.items.length + block.wish * block.items.length) / items.length, items };
    }
    blocks.push(block);
  });
  for (const { wish, items } of blocks) for (const { item, offset } of items) item.y = wish + offset;
}

/** Lines that pass a level need less room than boxes. */
function gapOf(above: Item, below: Item): number {
  return above.name === undefined || below.name === undefined ? gap.bend : gap.row;
}

function edgePath(points: readonly Item[]): string {
  const parts: string[] = [];
  let [x, y] = [0, 0];
  points.forEach((item, i) => {
    const middle = round(item.y + item.height / 2);
    if (i > 0) {
      const half = round((x + item.x) / 2);
      parts.push(`C${half} ${y} ${half} ${middle} ${round(item.x)} ${middle}`);
    }
    [x, y] = [round(item.x + item.width), middle];
    if (i === 0) parts.push(`M${x} ${y}`);
    else if (item.name === undefined) parts.push(`H${x}`);
  });
  return parts.join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
