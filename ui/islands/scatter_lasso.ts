import "./dom.ts";

/** A place in pixels. */
export type Pixel = readonly [x: number, y: number];

/** How an area is drawn with the mouse. */
export type LassoKind = "rect" | "polygon";

/** Lets the reader draw an area over a chart. */
export interface Lasso {
  /** Takes the mouse from the chart, or gives it back. */
  use(kind: LassoKind | undefined): void;
  clear(): void;
}

/** Puts a lasso over a chart; `done` is called with the corners of each area that was drawn. */
export function lassoOver(chart: HTMLElement, done: (area: readonly Pixel[]) => void, signal: AbortSignal): Lasso {
  const canvas = document.createElement("canvas");
  canvas.className = "lasso";
  canvas.width = chart.clientWidth;
  canvas.height = chart.clientHeight;
  canvas.hidden = true;
  chart.append(canvas);
  let kind: LassoKind = "rect";
  let path: Pixel[] | undefined;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    path = [[event.offsetX, event.offsetY]];
  }, { signal });
  canvas.addEventListener("pointermove", (event) => {
    if (path === undefined) return;
    path.push([event.offsetX, event.offsetY]);
    outline(canvas, areaOf(kind, path));
  }, { signal });
  canvas.addEventListener("pointerup", () => {
    if (path !== undefined) done(areaOf(kind, path));
    path = undefined;
  }, { signal });
  return {
    use(wanted) {
      canvas.hidden = wanted === undefined;
      kind = wanted ?? kind;
    },
    clear: () => outline(canvas, []),
  };
}

function areaOf(kind: LassoKind, path: readonly Pixel[]): readonly Pixel[] {
  if (kind === "polygon") return path;
  const [[left, top], [right, bottom]] = [path[0]!, path.at(-1)!];
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

function outline(canvas: HTMLCanvasElement, area: readonly Pixel[]): void {
  const pen = canvas.getContext("2d")!;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (area.length < 2) return;
  const { color } = getComputedStyle(canvas);
  [pen.strokeStyle, pen.fillStyle, pen.lineWidth] = [color, color, 1.5];
  pen.beginPath();
  for (const [x, y] of area) pen.lineTo(x, y);
  pen.closePath();
  pen.stroke();
  pen.globalAlpha = 0.08;
  pen.fill();
  pen.globalAlpha = 1;
}

/** Whether a place is inside an area: a line from it to the right crosses the border an odd number of times. */
export function isInside([x, y]: Pixel, area: readonly Pixel[]): boolean {
  let inside = false;
  for (let i = 0, j = area.length - 1; i < area.length; j = i++) {
    const [[ax, ay], [bx, by]] = [area[i]!, area[j]!];
    if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
