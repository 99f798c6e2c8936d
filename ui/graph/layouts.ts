import { createHash } from "node:crypto";
import { dagreLayout } from "./dagre_layout.ts";
import type { Layout, LayoutInput } from "./types.ts";

/** Up to so many nodes dagre is quicker than starting a thread for ELK. */
export const mostForDagre = 120;
const kept = 60;

/** Lays graphs out, each once: what was asked lately is remembered. */
export interface Layouts {
  of(input: LayoutInput): Promise<Layout>;
}

/** Layouts by dagre for small graphs, by ELK in a thread of its own for large ones, so that nothing else waits. */
export function openLayouts(large: (input: LayoutInput) => Promise<Layout> = layoutInThread): Layouts {
  const known = new Map<string, Promise<Layout>>();
  // One after the other: each takes a processor and a lot of memory for seconds.
  let before: Promise<unknown> = Promise.resolve();
  return {
    of(input) {
      const key = createHash("sha256").update(JSON.stringify(input)).digest("base64");
      const found = known.get(key) ?? make(input);
      known.delete(key);
      known.set(key, found);
      found.catch(() => known.delete(key));
      for (const oldest of known.keys()) {
        if (known.size <= kept) break;
        known.delete(oldest);
      }
      return found;
    },
  };

  async function make(input: LayoutInput): Promise<Layout> {
    if (input.nodes.length <= mostForDagre) return dagreLayout(input);
    const layout = before.then(() => large(input));
    before = layout.catch(() => undefined);
    return await layout;
  }
}

interface Told {
  readonly ready?: true;
  readonly layout?: Layout;
  readonly problem?: string;
}

/** Lays out in a thread that ends afterwards: ELK keeps a lot of memory. */
export function layoutInThread(input: LayoutInput): Promise<Layout> {
  const worker = new Worker(new URL("./layout_worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<Layout>();
  // What is sent before the thread listens would be lost to a library in it that listens, too.
  worker.onmessage = ({ data: { ready, layout, problem } }: MessageEvent<Told>) => {
    if (ready === true) worker.postMessage(input);
    else if (layout !== undefined) resolve(layout);
    else if (problem !== undefined) reject(new Error(`Cannot lay out the graph: ${problem}`));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`Cannot lay out the graph: ${event.message}`));
  };
  return promise.finally(() => worker.terminate());
}
