import "../dom.ts";
import { type Viewport, zoomAt } from "./viewport.ts";

/** What moving a drawing needs. */
export interface Movable {
  readonly view: () => Viewport;
  readonly setView: (view: Viewport) => void;
  /** A click or tap that moved nothing, at a point of the window. */
  readonly onTap: (x: number, y: number) => void;
  readonly onDoubleTap: (x: number, y: number) => void;
  readonly onHover: (x: number, y: number) => void;
}

/** Moves by dragging, scales by wheel and by two fingers. */
export function startPointer(element: HTMLElement, movable: Movable, signal: AbortSignal): void {
  const down = new Map<number, { x: number; y: number }>();
  let moved = 0;
  const at = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }) => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) moved = 0;
    down.set(event.pointerId, at(event));
    element.setPointerCapture(event.pointerId);
  }, { signal });
  element.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    const now = at(event);
    if (before === undefined) return movable.onHover(now.x, now.y);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    movable.setView(
      other === undefined ? shifted(movable.view(), before, now) : pinched(movable.view(), other, before, now),
    );
    down.set(event.pointerId, now);
  }, { signal });
  const up = (event: PointerEvent) => {
    const alone = down.size === 1 && down.has(event.pointerId);
    down.delete(event.pointerId);
    const { x, y } = at(event);
    if (alone && moved < 5 && event.type === "pointerup") movable.onTap(x, y);
  };
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("dblclick", (event) => {
    const { x, y } = at(event);
    movable.onDoubleTap(x, y);
  }, { signal });
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { x, y } = at(event);
    const lines = event.deltaMode === 1 ? 16 : 1;
    // A trackpad that is swept moves, a wheel or a pinch on it scales.
    if (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const view = movable.view();
      movable.setView({ ...view, x: view.x - event.deltaX * lines, y: view.y - event.deltaY * lines });
      return;
    }
    movable.setView(zoomAt(movable.view(), x, y, Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016))));
  }, { signal, passive: false });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function shifted(view: Viewport, before: Point, now: Point): Viewport {
  return { ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y };
}

/** One finger stays, the other one moves: the middle moves half the way, the scale follows the distance. */
function pinched(view: Viewport, still: Point, before: Point, now: Point): Viewport {
  const distance = (point: Point) => Math.max(1, Math.hypot(point.x - still.x, point.y - still.y));
  const middle = { x: (still.x + before.x) / 2, y: (still.y + before.y) / 2 };
  const next = { x: (still.x + now.x) / 2, y: (still.y + now.y) / 2 };
  return shifted(zoomAt(view, middle.x, middle.y, distance(now) / distance(before)), middle, next);
}
