import { divergingSteps } from "./palette.ts";

/** Looks of the legend below a heat map. */
export const scaleLegend = {
  type: "piecewise" as const,
  orient: "horizontal" as const,
  left: "center" as const,
  bottom: 4,
  itemWidth: 16,
  itemHeight: 12,
  itemGap: 18,
  textStyle: { color: "@muted", fontSize: 11 },
  outOfRange: { color: "@faint" },
};

/** Steps of the two-sided scale between ascending borders: one more step than there are borders. */
export function divergingPieces(borders: readonly number[]) {
  if (borders.length !== divergingSteps - 1) {
    throw new RangeError(
      `Cannot make a scale: ${divergingSteps} steps have ${divergingSteps - 1} borders, not ${borders.length}`,
    );
  }
  return Array.from({ length: divergingSteps }, (_, step) => {
    const [from, to] = [borders[step - 1], borders[step]];
    return {
      ...(from === undefined ? {} : { gte: from }),
      ...(to === undefined ? {} : { lt: to }),
      label: (from === undefined ? `under ${to}` : to === undefined ? `${from} and more` : `${from} to ${to}`)
        .replaceAll("-", "−"),
      color: `@diverging${step}`,
    };
  });
}
