/** Clusters with a colour of their own; a label beyond shares one. */
export const clusterColors = 10;

/** Steps of the two-sided scale, of which the middle one is neutral. */
export const divergingSteps = 7;

/** Steps of the one-sided scale. */
export const sequentialSteps = 6;

/** Colours by token. Options name tokens as `@token`, so that one option serves every theme. */
export type Palette = Readonly<Record<string, string>>;

/** Dark ink on a light page. The cluster colours are told apart with any kind of colour vision. */
export const lightPalette: Palette = {
  ink: "#1b2128",
  muted: "#57606a",
  line: "#afb8c1",
  grid: "#e7ebef",
  surface: "#fefefe",
  accent: "#8a1c7c",
  faint: "#dde2e7",
  onStrong: "#ffffff",
  ...numbered("cluster", [
    ...["#0072b2", "#d55e00", "#009670", "#c2609a", "#b98200"],
    ...["#3a94cf", "#4b2e9e", "#7f8a1d", "#8c2050", "#6e7781"],
  ]),
  ...numbered("diverging", ["#1f5fa8", "#6fa3d8", "#c3dbf1", "#f3f4f5", "#fbd9bd", "#ea9a5f", "#b4501a"]),
  ...numbered("sequential", ["#f1f6fb", "#d3e5f5", "#a9cdeb", "#72add9", "#3280bd", "#0b5394"]),
};

/** Light ink on a dark page. */
export const darkPalette: Palette = {
  ink: "#e8edf2",
  muted: "#a5b0bb",
  line: "#57616c",
  grid: "#2a323b",
  surface: "#12171d",
  accent: "#f29be4",
  faint: "#353e48",
  onStrong: "#ffffff",
  ...numbered("cluster", [
    ...["#4fa8e8", "#f58549", "#2fc296", "#e793c4", "#eebc45"],
    ...["#a3d7f7", "#a293f5", "#c9d155", "#d9608f", "#adb7c1"],
  ]),
  ...numbered("diverging", ["#2a74c9", "#2f5f95", "#2b4460", "#2a313a", "#59402b", "#8a5426", "#b95a1c"]),
  ...numbered("sequential", ["#182430", "#1c3349", "#204665", "#255b87", "#2a71ab", "#2f83c9"]),
};

function numbered(name: string, colors: readonly string[]): Palette {
  return Object.fromEntries(colors.map((color, step) => [`${name}${step}`, color]));
}

/** The token of a cluster's colour: the same for a label in every figure and every run. */
export function clusterColor(label: number): string {
  return `@cluster${((label % clusterColors) + clusterColors) % clusterColors}`;
}

/** The token of the ink that is read on a step of the two-sided scale. */
export function inkOnDiverging(step: number): string {
  return step === 0 || step === divergingSteps - 1 ? "@onStrong" : "@ink";
}

/** The token of the ink that is read on a step of the one-sided scale. */
export function inkOnSequential(step: number): string {
  return step >= 4 ? "@onStrong" : "@ink";
}
