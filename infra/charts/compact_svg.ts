const unit = String.raw`M1 0A1 1 0 1 1 1 -0\.1A1 1 0 0 1 1 0`;
const scaled = String.raw`matrix\(([\d.]+),0,0,\1,(-?[\d.]+),(-?[\d.]+)\)`;
const circlePath = new RegExp(`<path d="${unit}" transform="${scaled}"([^>]*)></path>`, "g");

/**
 * Takes out of ECharts' SVG what only its own scripts need, so that the drawing is smaller, holds no style sheet and no
 * names that change from drawing to drawing: hover classes, data marks, line breaks, clips (their names count up, and an
 * option whose axes hold its data needs none); circles become circles.
 */
export function compactSvg(svg: string): string {
  const plain = svg
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, "")
    .replace(/<clipPath[\s\S]*?<\/clipPath>/g, "")
    .replace(/<g clip-path="[^"]*">\n?([\s\S]*?)<\/g>/g, "$1")
    .replace(/<defs\s*>\s*<\/defs>/g, "")
    .replace(/<text[^>]*><\/text>/g, "")
    .replace(circlePath, circle)
    .replace(/(<path [^>]*?)><\/path>/g, "$1/>")
    .replace(/(<rect [^>]*?)><\/rect>/g, "$1/>")
    .replace(/style="font-size:(\d+)px;font-family:[^;"]*;(?:font-weight:(\w+);)?"/g, fontAttributes)
    .replace(/\n/g, "");
  return plain.replace(marks, grouped);
}

/** Circles after each other, or paths; the place comes first, the looks after it. */
const marks = /(?:<circle [^>]*\/>){3,}|(?:<path [^>]*\/>){3,}/g;

/** Marks of the same looks after each other say them once. */
function grouped(run: string): string {
  const found = [...run.matchAll(/<(circle|path) ((?:cx|cy|r|d)="[^"]*"(?: (?:cy|r)="[^"]*")*)([^>]*)\/>/g)];
  let text = "";
  for (let i = 0, end = 0; i < found.length; i = end) {
    const looks = found[i]![3]!;
    for (end = i; end < found.length && found[end]![3] === looks;) end++;
    const alone = end - i < 3 || looks.includes("transform");
    const marks = found.slice(i, end).map(([, name, place]) => `<${name} ${place}${alone ? looks : ""}/>`).join("");
    text += alone ? marks : `<g${looks}>${marks}</g>`;
  }
  return text;
}

function circle(_: string, radius: string, x: string, y: string, rest: string): string {
  const width = rest.replace(
    /stroke-width="([\d.]+)"/,
    (_, stroke: string) => `stroke-width="${tidy(Number(stroke) * Number(radius))}"`,
  );
  return `<circle cx="${tidy(Number(x))}" cy="${tidy(Number(y))}" r="${tidy(Number(radius))}"${width}/>`;
}

function fontAttributes(_: string, size: string, weight: string | undefined): string {
  return `font-size="${size}"${weight === undefined ? "" : ` font-weight="${weight}"`}`;
}

function tidy(value: number): string {
  return String(Math.round(value * 10) / 10);
}
