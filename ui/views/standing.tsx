import type { z } from "zod";
import { countOf, formatCount } from "../../infra/format.ts";
import type { standingSchema } from "../api/health/endpoints.ts";

/** Health and alerts in three figures. */
export type Standing = z.output<typeof standingSchema>;

const looks = {
  failing: ["failed", "✕"],
  warning: ["warn", "!"],
  ok: ["success", "✓"],
  unknown: ["pending", "?"],
} as const;

/** At the top of each page: whether everything stands well, and the alerts whose end has not come yet. */
export function StandingLinks({ standing: { state, troubles, alerts } }: { readonly standing: Standing }) {
  const [look, sign] = looks[state];
  const health = state === "ok"
    ? "Health: everything stands well"
    : state === "unknown"
    ? "Health: not everything is known"
    : `Health: ${state}, ${countOf(troubles, "thing")} to look at`;
  const firing = alerts === 0 ? "Alerts: none is firing" : `Alerts: ${formatCount(alerts)} firing`;
  return (
    <span class="standing" data-live="standing">
      <a href="/health" class={look} aria-label={health} title={health}>
        <span class="dot" aria-hidden="true">{sign}</span>
      </a>
      <a href="/alerts" class={alerts > 0 ? "failed" : "pending"} aria-label={firing} title={firing}>
        <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
          <path d="M8 1.5a4 4 0 0 0-4 4V9l-1.5 2.5h11L12 9V5.5a4 4 0 0 0-4-4Z" />
          <path d="M6.3 13.2a1.8 1.8 0 0 0 3.4 0" />
        </svg>
        {alerts > 0 && <span class="number" aria-hidden="true">{alerts > 99 ? "99+" : alerts}</span>}
      </a>
    </span>
  );
}
