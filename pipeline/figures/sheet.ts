import { darkPalette, lightPalette } from "./palette.ts";
import { darkRules } from "./paint.ts";

/** A figure that was drawn. */
export interface DrawnFigure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** The `<svg>` element in the colours of the light palette; {@link darkRules} gives it those of the dark one. */
  readonly svg: string;
}

/** Figures about one thing, kept in one file. */
export interface FigureSheet {
  readonly title: string;
  readonly figures: readonly DrawnFigure[];
}

const margin = 24;
const headHeight = 56;
const titleHeight = 26;
const captionLine = 17;
const lineLetters = 118;
const [start, end] = ["<!--figure-->", "<!--/figure-->"];

/**
 * All figures of a sheet below each other in one SVG file, light or dark as its reader prefers. The words and sizes stand
 * in the file's metadata, so that {@link parseSheet} gives the sheet back.
 */
export function sheetSvg(sheet: FigureSheet): string {
  const width = Math.max(...sheet.figures.map((figure) => figure.width), 320) + 2 * margin;
  let top = margin + headHeight;
  const parts = sheet.figures.map((figure) => {
    const lines = wrapped(figure.caption, lineLetters);
    const title = `<text x="${margin}" y="${top}" font-size="15" font-weight="bold" fill="${lightPalette["ink"]}">${
      escaped(figure.title)
    }</text>`;
    const words = lines.map((line, i) => {
      const y = top + titleHeight - 4 + i * captionLine;
      return `<text x="${margin}" y="${y}" font-size="12" fill="${lightPalette["muted"]}">${escaped(line)}</text>`;
    }).join("");
    const y = top + titleHeight + lines.length * captionLine;
    top = y + figure.height + 2 * margin;
    const svg = figure.svg.replace("<svg ", `<svg x="${margin}" y="${y}" `);
    return `${title}${words}\n${start}${svg}${end}\n`;
  });
  const size = `width="${width}" height="${top}" viewBox="0 0 ${width} ${top}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="system-ui, sans-serif">
<title>${escaped(sheet.title)}</title>
<metadata>${escaped(JSON.stringify(withoutDrawings(sheet)))}</metadata>
<style>.page{fill:${lightPalette["surface"]}}@media (prefers-color-scheme: dark){.page{fill:${darkPalette["surface"]}}${
    darkRules("svg")
  }}</style>
<rect class="page" width="100%" height="100%"/>
<text x="${margin}" y="${margin + 18}" font-size="20" font-weight="bold" fill="${lightPalette["ink"]}">${
    escaped(sheet.title)
  }</text>
${parts.join("")}</svg>
`;
}

function withoutDrawings({ title, figures }: FigureSheet) {
  return {
    title,
    figures: figures.map(({ name, title, caption, description, width, height }) => ({
      name,
      title,
      caption,
      description,
      width,
      height,
    })),
  };
}

/** Reads what {@link sheetSvg} made. @throws {SyntaxError} for another text */
export function parseSheet(text: string): FigureSheet {
  const metadata = text.match(/<metadata>([^<]*)<\/metadata>/)?.[1];
  if (metadata === undefined) throw new SyntaxError("Cannot read a sheet of figures: it has no metadata");
  const { title, figures } = JSON.parse(unescaped(metadata)) as ReturnType<typeof withoutDrawings>;
  const drawings = text.split(start).slice(1).map((part) =>
    part.slice(0, part.indexOf(end)).replace(/^<svg x="[\d.]+" y="[\d.]+" /, "<svg ")
  );
  if (drawings.length !== figures.length) {
    throw new SyntaxError(`Cannot read a sheet of figures: it has ${drawings.length} drawings for ${figures.length}`);
  }
  return { title, figures: figures.map((figure, i) => ({ ...figure, svg: drawings[i]! })) };
}

/** Lines of at most so many letters, broken between words. */
function wrapped(text: string, letters: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + word.length + 1 > letters) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text that stands for itself in SVG; characters that XML does not have become U+FFFD. */
export function escaped(text: string): string {
  // deno-lint-ignore no-control-regex -- what XML forbids
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd").replace(
    /[&<>"]/g,
    (sign) => entities[sign]!,
  );
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
