import type { Figure } from "./figure.ts";
import { paint } from "./paint.ts";
import { lightPalette } from "./palette.ts";
import { type DrawnFigure, escaped } from "./sheet.ts";

/** Draws an option with colours of its own as an `<svg>` element. */
export type DrawOption = (option: object, size: { readonly width: number; readonly height: number }) => string;

/** Draws a figure in the light palette, with its words for those who do not see it. */
export function drawFigure(figure: Figure, draw: DrawOption): DrawnFigure {
  const { name, title, caption, description, width, height, option } = figure;
  const svg = draw(paint(option, lightPalette), { width, height });
  const content = svg.slice(svg.indexOf(">") + 1);
  const head =
    `xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const words = escaped(`${title}. ${description}`);
  return {
    name,
    title,
    caption,
    description,
    width,
    height,
    svg: `<svg ${head} role="img" aria-label="${words}">${content}`,
  };
}
