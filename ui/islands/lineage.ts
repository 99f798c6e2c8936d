import { type Island, propsOf } from "./dom.ts";
import { request } from "./api.ts";
import { tell } from "./notices.ts";
import { fillCard } from "./graph/card.ts";
import { onThemeChange, readColours } from "./graph/colours.ts";
import { downloadGraph } from "./graph/download.ts";
import { drawScene, type Scene } from "./graph/draw.ts";
import { drawMinimap, startMinimap } from "./graph/minimap.ts";
import {
  centre,
  groupHeadAt,
  type Lineage,
  type LineageNode,
  neighbour,
  nodeAt,
  noteOf,
  titleOf,
} from "./graph/model.ts";
import { graphQueryOf, resize, shapeOf } from "./graph/page_parts.ts";
import { startPointer } from "./graph/pointer.ts";
import { type GraphQuery, graphQuery, queryText, toggled } from "./graph/state.ts";
import { centreOn, fit, showsAll, viewOf, type Viewport, viewText, zoomAt } from "./graph/viewport.ts";

interface Props {
  readonly query: GraphQuery;
  /** Further values of the page's address. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly mayRun: boolean;
}

/** The graph of assets: drawn on a canvas, moved by mouse, fingers and keys, kept as the server knows it. */
export const start: Island = (element, signal) => new LineageGraph(element, signal).load();

class LineageGraph {
  readonly #element: HTMLElement;
  readonly #signal: AbortSignal;
  readonly #props: Props;
  readonly #canvas: HTMLCanvasElement;
  readonly #map: HTMLCanvasElement;
  readonly #card: HTMLElement;
  #query: GraphQuery;
  #lineage: Lineage | undefined;
  #scene: Scene | undefined;
  #view: Viewport = { x: 0, y: 0, scale: 1 };
  /** Whether all of it is to be seen, also when the window becomes another one. */
  #isFitted = false;
  #frame = 0;
  #keepView: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, signal: AbortSignal) {
    this.#element = element;
    this.#signal = signal;
    this.#props = propsOf<Props>(element);
    const given = graphQuery(new URLSearchParams(location.search));
    this.#query = Object.keys(given).length > 0 ? given : this.#props.query;
    this.#canvas = element.querySelector<HTMLCanvasElement>("canvas.drawing")!;
    this.#map = element.querySelector<HTMLCanvasElement>("canvas.minimap")!;
    this.#card = element.querySelector<HTMLElement>(".node-card")!;
    element.classList.add("drawn");
    this.#listen();
  }

  /** Asks for the graph; the part that is seen stays unless the graph is another one. */
  async load(): Promise<void> {
    try {
      const lineage = await request("GET", `/api/v1/lineage?${queryText(this.#query)}`) as Lineage;
      const isOther = this.#lineage === undefined || shapeOf(lineage) !== shapeOf(this.#lineage);
      const isFirst = this.#lineage === undefined;
      this.#lineage = lineage;
      const chosen = this.#scene?.chosen ?? this.#query.focus;
      this.#mark(lineage.nodes.some(({ id }) => id === chosen) ? chosen : undefined, false);
      if (isOther) this.#place(isFirst);
      this.#describe();
      this.#draw();
    } catch (error) {
      if (!this.#signal.aborted) tell(error instanceof Error ? error.message : "The graph cannot be shown", "error");
    }
  }

  #place(isFirst: boolean): void {
    const lineage = this.#lineage!;
    const window = this.#window();
    const kept = isFirst ? viewOf(new URLSearchParams(location.search).get("view"), window) : undefined;
    const whole = fit(lineage, window);
    const focused = lineage.nodes.find(({ id }) => id === this.#query.focus);
    // In a graph that is too large to be read as a whole, what is in focus stands in the middle.
    this.#view = kept ?? (focused !== undefined && whole.scale < 0.5 ? centreOn(centre(focused), window, 0.8) : whole);
    this.#isFitted = this.#view === whole;
  }

  #window() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    return { width, height, ratio: devicePixelRatio };
  }

  #listen(): void {
    const signal = this.#signal;
    const canvas = this.#canvas;
    startPointer(canvas, {
      view: () => this.#view,
      setView: (view) => this.#setView(view),
      onTap: (x, y) => this.#tap(x, y),
      onDoubleTap: (x, y) => this.#open(this.#nodeAt(x, y)),
      onHover: (x, y) => {
        const [dx, dy] = this.#inDrawing(x, y);
        const found = this.#nodeAt(x, y) ?? (this.#lineage && groupHeadAt(this.#lineage, dx, dy));
        canvas.style.cursor = found === undefined ? "grab" : "pointer";
      },
    }, signal);
    canvas.addEventListener("keydown", (event) => this.#key(event), { signal });
    startMinimap(this.#map, () => this.#lineage, (place) => {
      this.#setView(centreOn(place, this.#window(), this.#view.scale));
    }, signal);
    this.#element.addEventListener("click", (event) => {
      const action = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset["do"];
      if (action !== undefined) this.#do(action);
    }, { signal });
    this.#element.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask({ ...this.#query, ...graphQueryOf(event.currentTarget as HTMLFormElement) });
    }, { signal });
    const resized = new ResizeObserver(() => {
      if (this.#isFitted) this.#view = fit(this.#lineage!, this.#window());
      this.#draw();
    });
    resized.observe(canvas);
    onThemeChange(() => this.#mark(this.#scene?.chosen, false), signal);
    const source = new EventSource("/api/v1/stream");
    let seen = false;
    source.addEventListener("change", () => {
      // The first one tells how things stand already.
      if (seen) void this.load();
      seen = true;
    });
    signal.addEventListener("abort", () => {
      source.close();
      resized.disconnect();
      cancelAnimationFrame(this.#frame);
    });
  }

  #inDrawing(x: number, y: number): [number, number] {
    return [(x - this.#view.x) / this.#view.scale, (y - this.#view.y) / this.#view.scale];
  }

  #nodeAt(x: number, y: number): LineageNode | undefined {
    return this.#lineage === undefined ? undefined : nodeAt(this.#lineage, ...this.#inDrawing(x, y));
  }

  #tap(x: number, y: number): void {
    const node = this.#nodeAt(x, y);
    const head = node === undefined && this.#lineage !== undefined
      ? groupHeadAt(this.#lineage, ...this.#inDrawing(x, y))
      : undefined;
    if (head !== undefined) this.#toggle(head);
    else this.#mark(node?.id);
  }

  #open(node: LineageNode | undefined): void {
    if (node?.group !== undefined) this.#toggle(node.group.name);
    else if (node !== undefined) location.assign(`/assets/${encodeURIComponent(node.id)}`);
  }

  #toggle(group: string): void {
    this.#ask({ ...this.#query, collapsed: toggled(this.#lineage?.collapsed ?? [], group) });
  }

  #key(event: KeyboardEvent): void {
    const chosen = this.#lineage?.nodes.find(({ id }) => id === this.#scene?.chosen);
    const steps: Readonly<Record<string, () => void>> = {
      "+": () => this.#do("in"),
      "=": () => this.#do("in"),
      "-": () => this.#do("out"),
      "0": () => this.#do("fit"),
      Enter: () => this.#open(chosen),
      " ": () => this.#open(chosen),
      Escape: () => this.#mark(undefined),
    };
    if (event.key.startsWith("Arrow")) this.#arrow(event.key, event.shiftKey, chosen);
    else if (event.ctrlKey || event.metaKey || event.altKey || steps[event.key] === undefined) return;
    else steps[event.key]!();
    event.preventDefault();
  }

  #arrow(key: string, pans: boolean, chosen: LineageNode | undefined): void {
    if (pans) {
      const [dx, dy] = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[key] ??
        [0, 0];
      return this.#setView({ ...this.#view, x: this.#view.x + dx!, y: this.#view.y + dy! });
    }
    const next = chosen === undefined ? this.#lineage?.nodes[0] : neighbour(this.#lineage!, chosen, key);
    if (next === undefined) return;
    this.#mark(next.id);
    this.#reveal(next);
  }

  /** Moves a node into the window if it is outside. */
  #reveal(node: LineageNode): void {
    const { width, height } = this.#window();
    const scale = Math.max(0.5, this.#view.scale);
    const [x, y] = [node.x * this.#view.scale + this.#view.x, node.y * this.#view.scale + this.#view.y];
    const inside = x > 0 && y > 0 && x + node.width * scale < width && y + node.height * scale < height;
    if (!inside) this.#setView(centreOn(centre(node), { width, height }, scale));
  }

  #do(action: string): void {
    const { width, height } = this.#window();
    if (action === "in") this.#setView(zoomAt(this.#view, width / 2, height / 2, 1.25));
    if (action === "out") this.#setView(zoomAt(this.#view, width / 2, height / 2, 0.8));
    if (action === "fit" && this.#lineage !== undefined) {
      this.#setView(fit(this.#lineage, { width, height }));
      this.#isFitted = true;
    }
    if (action === "collapse") this.#ask({ ...this.#query, collapsed: "*" });
    if (action === "expand") this.#ask({ ...this.#query, collapsed: "" });
    if ((action === "svg" || action === "png") && this.#scene !== undefined) void downloadGraph(this.#scene, action);
  }

  /** Another part of the graph: asked for, and kept in the address. */
  #ask(query: GraphQuery): void {
    this.#query = query;
    if (query.focus !== undefined) this.#mark(query.focus, false);
    history.replaceState(null, "", `?${queryText(query, this.#props.fixed)}`);
    void this.load().then(() => {
      const focused = this.#lineage?.nodes.find(({ id }) => id === query.focus);
      if (focused !== undefined) this.#reveal(focused);
    });
  }

  #setView(view: Viewport): void {
    this.#view = view;
    this.#isFitted = false;
    this.#draw();
    clearTimeout(this.#keepView);
    this.#keepView = setTimeout(() => {
      const query = new URLSearchParams(location.search);
      query.set("view", viewText(this.#view, this.#window()));
      if (!this.#signal.aborted) history.replaceState(null, "", `?${query}`);
    }, 300);
  }

  /** Chooses a node: it and its neighbours stand out, and its card opens. */
  #mark(id: string | undefined, withCard = true): void {
    const lineage = this.#lineage;
    if (lineage === undefined) return;
    const near = id === undefined ? undefined : new Set([
      id,
      ...lineage.edges.flatMap(({ from, to }) => from === id ? to : to === id ? from : []),
    ]);
    this.#scene = { lineage, colours: readColours(this.#element), chosen: id, near, pulse: 0.5 };
    const node = lineage.nodes.find((one) => one.id === id);
    if (node === undefined) this.#card.hidden = true;
    else if (withCard || !this.#card.hidden) {
      this.#card.hidden = false;
      fillCard(this.#card, node, {
        onNear: (up, down) =>
          this.#ask({
            ...this.#query,
            focus: node.id,
            up: up === undefined ? "50" : String(up),
            down: down === undefined ? "50" : String(down),
          }),
        onToggle: (group) => this.#toggle(group),
        onClose: () => this.#mark(undefined),
      }, this.#props.mayRun);
      this.#element.querySelector(".spoken")!.textContent = `${titleOf(node)}: ${noteOf(node)}`;
    }
    this.#draw();
  }

  #describe(): void {
    const { shown, total } = this.#lineage!;
    const words = this.#element.querySelector(".shown");
    if (words !== null) words.textContent = shown === total ? `${total} assets` : `${shown} of ${total} assets`;
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame((time) => {
      if (this.#scene === undefined) return;
      const window = this.#window();
      resize(this.#canvas, window);
      const runs = this.#scene.lineage.nodes.some(({ asset }) => asset?.activity === "running");
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const pulse = runs && !calm ? (1 + Math.sin(time / 250)) / 2 : 0.5;
      drawScene(this.#canvas.getContext("2d")!, { ...this.#scene, pulse }, this.#view, window);
      // A small picture of all helps nobody who sees all of it.
      this.#map.hidden = showsAll(this.#view, this.#scene.lineage, window);
      const map = { width: this.#map.clientWidth, height: this.#map.clientHeight, ratio: devicePixelRatio };
      if (map.width > 0) {
        resize(this.#map, map);
        drawMinimap(this.#map.getContext("2d")!, this.#scene, this.#view, window, map);
      }
      this.#canvas.dataset["drawn"] = String(this.#scene.lineage.nodes.length);
      if (runs && !calm) this.#draw();
    });
  }
}
