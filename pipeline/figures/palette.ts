/** Clusters with a colour of their own; a label beyond shares one. */
export const clusterColors = 10;

/** Steps of the two-sided scale, of which the middle one is neutral. */
export const divergingSteps = 7;

/** Steps of the one-sided scale. */
export const sequentialSteps = 6;

/** Colours by token. Options name tokens as `@token`, so that one option serves every theme. */
export type Palette = Readonly<Record<string, string>>;

/** Dark ink on a light page. The first eight cluster colours are told apart without red or green cones, too. */
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
    ...["#1a5ca5", "#b54100", "#207e5a", "#a05388", "#c08600"],
    ...["#2599c3", "#1430aa", "#828b3e", "#8c2050", "#6e7781"],
  ]),
  ...numbered("diverging", ["#1f5fa8", "#6fa3d8", "#c3dbf1", "#f3f4f5", "#fbd9bd", "#ea9a5f", "#b4501a"]),
  ...numbered("sequential", ["#f1f6fb", "#d3e5f5", "#a9cdeb", "#72add9", "#2b75b3", "#0b4a86"]),
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
    ...["#2c87be", "#cd6224", "#0db271", "#d392b2", "#fdbf24"],
    ...["#c0f1fe", "#8687ff", "#cfe87f", "#d9608f", "#adb7c1"],
  ]),
  ...numbered("diverging", ["#2a74c9", "#2f5f95", "#2b4460", "#2a313a", "#59402b", "#8a5426", "#b95a1c"]),
  ...numbered("sequential", ["#182430", "#1c3349", "#204665", "#255b87", "#286aa3", "#2a76b8"]),
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
