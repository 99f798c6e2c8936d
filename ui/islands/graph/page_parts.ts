import type { Lineage } from "./model.ts";
import type { GraphQuery } from "./state.ts";

/** What the drawing of a graph depends on: another shape is another drawing. */
export function shapeOf({ nodes, width, height }: Lineage): string {
  return `${width} ${height} ${nodes.map(({ id }) => id).join(" ")}`;
}

/** Gives a canvas the pixels that its place on the screen has. */
export function resize(
  canvas: HTMLCanvasElement,
  { width, height, ratio }: { width: number; height: number; ratio: number },
): void {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

/** The part of the graph that the form asks for. */
export function graphQueryOf(form: HTMLFormElement): GraphQuery {
  const data = new FormData(form);
  const value = (name: string) => String(data.get(name) ?? "") || undefined;
  const [focus, up, down] = [value("focus"), value("up"), value("down")];
  return {
    focus,
    selection: value("selection"),
    ...(focus === undefined ? { up: undefined, down: undefined } : { up, down }),
  };
}
