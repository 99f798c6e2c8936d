/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { elkLayout } from "./elk_layout.ts";
import type { LayoutInput } from "./types.ts";

self.addEventListener("message", async ({ data }: MessageEvent<LayoutInput>) => {
  try {
    self.postMessage({ layout: await elkLayout(data) });
  } catch (error) {
    self.postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
});
self.postMessage({ ready: true });
