import type { Loading } from "./scatter_figure.ts";
import { distinctNames, literal, shortened } from "./words.ts";

/** What the plane shows, lowest and highest value of each axis. */
export interface PlaneBox {
  readonly x: readonly [low: number, high: number, ...rest: readonly number[]];
  readonly y: readonly [low: number, high: number, ...rest: readonly number[]];
}

/** What arrows are placed on. */
export interface Plane {
  readonly box: PlaneBox;
  /** Pixels that the box is drawn on. */
  readonly size: { readonly width: number; readonly height: number };
  /** Middles of clusters, which are marked. */
  readonly centres: readonly { readonly x: number; readonly y: number }[];
}

/** An arrow from the origin to `x`, `y` with its text. */
export interface PlacedArrow {
  readonly feature: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Where the text stands beside the tip. */
  readonly side: "left" | "right" | "top" | "bottom";
}

interface TextBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const reach = 0.62;
const letter = 6.2;
const line = 15;
const longest = 24;
const mark = 11;

/**
 * Arrows for the features that weigh most, all by one factor so that the longest fits, without one text over another, over
 * the middle of a cluster, or outside the plane.
 */
export function placeArrows(loadings: readonly Loading[], plane: Plane, most: number): readonly PlacedArrow[] {
  const { box, size, centres } = plane;
  const length = ({ x, y }: Loading) => Math.hypot(x, y);
  const ranked = loadings.filter((one) => length(one) > 0).sort((a, b) => length(b) - length(a));
  const factor = Math.min(...ranked.slice(0, most).map((loading) => roomFor(loading, box))) * reach;
  const short = new Map(
    distinctNames(loadings.map(({ feature }) => feature)).names.map((name, i) => [loadings[i]!, name]),
  );
  const taken: TextBox[] = centres.map((centre) => markBox(centre, plane));
  const placed: PlacedArrow[] = [];
  for (const loading of ranked) {
    const { feature, x, y } = loading;
    if (placed.length === most || length(loading) < 0.25 * length(ranked[0]!)) break;
    const text = literal(shortened(short.get(loading)!, longest));
    const tip = { feature, x: tidy(x * factor), y: tidy(y * factor), text };
    const arrow = sidesOf(x, y).map((side): PlacedArrow => ({ ...tip, side })).find((one) => {
      const found = textBox(one, plane);
      const outside = found.left < 2 || found.right > size.width - 2 || found.top < 0 || found.bottom > size.height;
      return !outside && !taken.some((other) => overlap(other, found));
    });
    if (arrow === undefined) continue;
    taken.push(textBox(arrow, plane));
    placed.push(arrow);
  }
  return placed;
}

/** Sides of a tip for its text: the one that the arrow points to, then those across. */
function sidesOf(x: number, y: number): readonly PlacedArrow["side"][] {
  const [across, along] = [x < 0 ? "left" : "right", y > 0 ? "top" : "bottom"] as const;
  return Math.abs(y) > 2 * Math.abs(x) ? [along, "right", "left"] : [across, along, along === "top" ? "bottom" : "top"];
}

/** The factor with which a loading's arrow ends at the border. */
function roomFor({ x, y }: Loading, box: PlaneBox): number {
  const along = (value: number, [low, high]: PlaneBox["x"]) =>
    value > 0 ? high / value : value < 0 ? low / value : Infinity;
  return Math.min(along(x, box.x), along(y, box.y));
}

function textBox({ x, y, text, side }: PlacedArrow, plane: Plane): TextBox {
  const [across, down] = pixelOf({ x, y }, plane);
  const width = [...text].length * letter + 6;
  const left = { left: across - width, right: across, top: across - width / 2, bottom: across - width / 2 }[side];
  const middle = { left: down, right: down, top: down - line, bottom: down + line }[side];
  return { left, right: left + width, top: middle - line / 2, bottom: middle + line / 2 };
}

/** Room of the mark in the middle of a cluster. */
function markBox(centre: { readonly x: number; readonly y: number }, plane: Plane): TextBox {
  const [across, down] = pixelOf(centre, plane);
  return { left: across - mark, right: across + mark, top: down - mark, bottom: down + mark };
}

function pixelOf({ x, y }: { readonly x: number; readonly y: number }, { box, size }: Plane): [number, number] {
  return [
    (x - box.x[0]) / (box.x[1] - box.x[0]) * size.width,
    (box.y[1] - y) / (box.y[1] - box.y[0]) * size.height,
  ];
}

function overlap(a: TextBox, b: TextBox): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function tidy(value: number): number {
  return Number(value.toPrecision(5));
}
