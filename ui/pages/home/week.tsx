import { countOf } from "../../../infra/format.ts";
import type { Overview } from "./home_page.tsx";

const [height, width] = [64, 100];
const shown = [["success", "succeeded"], ["failure", "failed"], ["canceled", "canceled"]] as const;

/** Runs of the last seven days as bars, failed ones on top. */
export function Week({ days }: { readonly days: Overview["days"] }) {
  const totals = days.map(({ counts }) => shown.reduce((sum, [status]) => sum + counts[status], 0));
  const most = Math.max(1, ...totals);
  return (
    <ol class="week">
      {days.map(({ start, counts }, i) => {
        const date = new Date(start).toISOString().slice(0, 10);
        const words = shown.map(([status, word]) => `${counts[status]} ${word}`).join(", ");
        let y = height;
        return (
          <li key={start}>
            <a href={`/runs?since=${date}&until=${date}`} title={words}>
              <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" x="0" y={height - 1} width={width} height="1" />
                {shown.map(([status]) => {
                  const length = counts[status] / most * (height - 4);
                  y -= length;
                  return <rect key={status} class={status} x="0" y={y} width={width} height={length} />;
                })}
              </svg>
              <span>{date.slice(5)}</span> <span class="unseen">{words},</span>
              <span class="quiet">{totals[i] === 0 ? "none" : countOf(totals[i] ?? 0, "run")}</span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}
