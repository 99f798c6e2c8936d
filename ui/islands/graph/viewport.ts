/** Which part of a drawing is seen: `x`, `y` of the drawing's origin in pixels of the window, and the scale. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Smallest and largest scale. */
export const scales = { least: 0.03, most: 3 } as const;

/** Scales about a point of the window, which stays where it is. */
export function zoomAt({ x, y, scale }: Viewport, px: number, py: number, factor: number): Viewport {
  const next = Math.min(scales.most, Math.max(scales.least, scale * factor));
  const ratio = next / scale;
  return { x: px - (px - x) * ratio, y: py - (py - y) * ratio, scale: next };
}

/** All of a drawing in a window, at most in its own size. */
export function fit(
  drawing: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
): Viewport {
  const margin = 24;
  const scale = Math.min(
    1,
    Math.max(scales.least, (window.width - 2 * margin) / Math.max(1, drawing.width)),
    Math.max(scales.least, (window.height - 2 * margin) / Math.max(1, drawing.height)),
  );
  return {
    x: (window.width - drawing.width * scale) / 2,
    y: (window.height - drawing.height * scale) / 2,
    scale,
  };
}

/** Whether all of a drawing is inside the window. */
export function showsAll(
  view: Viewport,
  drawing: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
): boolean {
  return view.x >= 0 && view.y >= 0 && view.x + drawing.width * view.scale <= window.width &&
    view.y + drawing.height * view.scale <= window.height;
}

/** A point of the drawing in the middle of the window. */
export function centreOn(
  [cx, cy]: readonly [number, number],
  window: { readonly width: number; readonly height: number },
  scale: number,
): Viewport {
  return { x: window.width / 2 - cx * scale, y: window.height / 2 - cy * scale, scale };
}

/** A viewport in the address, as `x,y,scale` of the drawing's point in the middle. */
export function viewText(view: Viewport, window: { readonly width: number; readonly height: number }): string {
  const [cx, cy] = [(window.width / 2 - view.x) / view.scale, (window.height / 2 - view.y) / view.scale];
  return `${Math.round(cx)},${Math.round(cy)},${view.scale.toFixed(3)}`;
}

/** The viewport that {@link viewText} wrote; undefined for anything else. */
export function viewOf(
  text: string | null,
  window: { readonly width: number; readonly height: number },
): Viewport | undefined {
  const [cx, cy, scale] = (text ?? "").split(",").map(Number);
  if (cx === undefined || cy === undefined || scale === undefined) return undefined;
  if (![cx, cy, scale].every(Number.isFinite) || scale < scales.least || scale > scales.most) return undefined;
  return centreOn([cx, cy], window, scale);
}
