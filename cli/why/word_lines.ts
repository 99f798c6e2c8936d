import type { ExplanationLine } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { safeText, type Style, wrap } from "../output/mod.ts";
import { lineWidth } from "../print.ts";

/** A tree of sentences as lines, the first one at the margin. */
export function wordLines(told: ExplanationLine, context: CommandContext): readonly string[] {
  const width = lineWidth(context);
  return [...sentence(told, "", "", { style: context.style, width }), ...branches(told, "", context.style, width)];
}

function branches({ lines }: ExplanationLine, before: string, style: Style, width: number): readonly string[] {
  return lines.flatMap((line, index) => {
    const isLast = index === lines.length - 1;
    const [first, next] = isLast ? ["└─ ", "   "] : ["├─ ", "│  "];
    return [
      ...sentence(line, before + first, before + next, { style, width }),
      ...branches(line, before + next, style, width),
    ];
  });
}

function sentence(
  { text, tone }: ExplanationLine,
  first: string,
  next: string,
  { style, width }: { readonly style: Style; readonly width: number },
): readonly string[] {
  const lines = wrap(safeText(text), Math.max(20, width - first.length));
  return lines.map((line, index) => style.dim(index === 0 ? first : next) + colored(line, tone, style));
}

function colored(text: string, tone: ExplanationLine["tone"], style: Style): string {
  switch (tone) {
    case "fresh":
      return style.green(text);
    case "stale":
      return style.red(text);
    case "open":
      return style.yellow(text);
    case "note":
    case "passing":
      return style.dim(text);
    case "reason":
      return text;
    default:
      return tone satisfies never;
  }
}
