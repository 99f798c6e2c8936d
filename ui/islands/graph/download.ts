import "../dom.ts";
import { tell } from "../notices.ts";
import { drawScene, type Scene } from "./draw.ts";
import { lineageSvg } from "./svg.ts";

/** Hands all of a graph to the reader as a file. */
export async function downloadGraph(scene: Scene, form: "svg" | "png"): Promise<void> {
  try {
    const drawing = form === "png"
      ? await lineagePng(scene)
      : new Blob([lineageSvg(scene.lineage, scene.colours)], { type: "image/svg+xml" });
    save(drawing, `lineage.${form}`);
  } catch (error) {
    tell(error instanceof Error ? error.message : "The graph cannot be drawn", "error");
  }
}

const margin = 24;

/** Browsers make no larger pictures: pixels of a side, and of all. */
const limits = { side: 16_000, area: 100_000_000 };

/** The whole drawing as a picture, with twice the pixels of the screen where browsers make pictures so large. */
async function lineagePng(scene: Scene): Promise<Blob> {
  const width = scene.lineage.width + 2 * margin;
  const height = scene.lineage.height + 2 * margin;
  const ratio = Math.min(2, limits.side / Math.max(width, height), Math.sqrt(limits.area / (width * height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const whole = { ...scene, chosen: undefined, near: undefined };
  drawScene(canvas.getContext("2d")!, whole, { x: margin, y: margin, scale: 1 }, { width, height, ratio });
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (picture === null) throw new Error("The graph is too large for a picture; take the SVG");
  return picture;
}

function save(drawing: Blob, name: string): void {
  const address = URL.createObjectURL(drawing);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
