import "../dom.ts";
import type { Scene } from "./draw.ts";
import { type Lineage, stateOf } from "./model.ts";
import type { Viewport } from "./viewport.ts";

interface MapSize {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** The picture of all nodes, which stays as it is while what is seen moves. */
interface Drawn {
  readonly colours: Scene["colours"];
  readonly size: MapSize;
  readonly picture: HTMLCanvasElement;
}

const pictures = new WeakMap<Lineage, Drawn>();

/** Calls with the place of the drawing that a pointer is held at. */
export function startMinimap(
  map: HTMLCanvasElement,
  lineageOf: () => Lineage | undefined,
  onPlace: (place: readonly [number, number]) => void,
  signal: AbortSignal,
): void {
  const move = (event: PointerEvent) => {
    const lineage = lineageOf();
    if (event.buttons === 0 || lineage === undefined) return;
    const { left, top, width, height } = map.getBoundingClientRect();
    const scale = minimapScale(lineage, { width, height });
    onPlace([(event.clientX - left) / scale, (event.clientY - top) / scale]);
  };
  for (const type of ["pointerdown", "pointermove"] as const) map.addEventListener(type, move, { signal });
}

/** Draws all of a graph small, with a frame around what is seen. */
export function drawMinimap(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: Viewport,
  window: { readonly width: number; readonly height: number },
  map: MapSize,
): void {
  const scale = minimapScale(scene.lineage, map);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(pictureOf(scene, map), 0, 0);
  context.setTransform(map.ratio, 0, 0, map.ratio, 0, 0);
  context.strokeStyle = scene.colours.accent;
  context.lineWidth = 1.5;
  context.strokeRect(
    (-view.x / view.scale) * scale,
    (-view.y / view.scale) * scale,
    (window.width / view.scale) * scale,
    (window.height / view.scale) * scale,
  );
}

function pictureOf({ lineage, colours }: Scene, size: MapSize): HTMLCanvasElement {
  const found = pictures.get(lineage);
  if (found?.colours === colours && found.size.width === size.width && found.size.height === size.height) {
    return found.picture;
  }
  const picture = document.createElement("canvas");
  picture.width = Math.round(size.width * size.ratio);
  picture.height = Math.round(size.height * size.ratio);
  const context = picture.getContext("2d")!;
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, size.width, size.height);
  const scale = minimapScale(lineage, size);
  for (const node of lineage.nodes) {
    const [width, height] = [Math.max(1.5, node.width * scale), Math.max(1.5, node.height * scale)];
    context.fillStyle = colours.states[stateOf(node)] ?? colours.quiet;
    context.fillRect(node.x * scale, node.y * scale, width, height);
  }
  pictures.set(lineage, { colours, size, picture });
  return picture;
}

/** Pixels of a minimap by pixels of the drawing. */
function minimapScale(
  { width, height }: Pick<Lineage, "width" | "height">,
  map: { readonly width: number; readonly height: number },
): number {
  return Math.min(map.width / Math.max(1, width), map.height / Math.max(1, height));
}
