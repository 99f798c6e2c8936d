import { darkPalette, lightPalette } from "../pipeline/figures/mod.ts";

/**
 * Rules that give drawings made with the light palette the colours of the theme, and clusters their colour by class.
 * They stand in `static/charts.css`, for pages have no styles of their own; a test compares.
 */
export function chartStyles(): string {
  const both = Object.keys(lightPalette).map((token) => [token, lightPalette[token]!, darkPalette[token]!] as const);
  const clusters = both.filter(([token]) => token.startsWith("cluster"));
  const painted = new Map(both.filter(([, light, dark]) => light !== dark).map(([, light, dark]) => [light, dark]));
  const rules = [
    ...clusters.map(([token, light, dark]) => {
      const name = `.c${token.slice("cluster".length)}`;
      return `${name} {\n  --cluster: light-dark(${light}, ${dark});\n}`;
    }),
    ...[...painted].flatMap(([light, dark]) =>
      ["fill", "stroke"].map((name) => `.drawing [${name}="${light}"] {\n  ${name}: light-dark(${light}, ${dark});\n}`)
    ),
  ];
  return `/* Made by ui/chart_styles.ts from the palettes of the figures */\n\n${rules.join("\n\n")}\n`;
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("./static/charts.css", import.meta.url), chartStyles());
}
