import type { z } from "zod";
import { formatBytes, formatCount } from "../../../infra/format.ts";
import type { healthReportSchema } from "../../api/health/endpoints.ts";

type Report = z.output<typeof healthReportSchema>;

/** How full the fullest disk is, and the queue. */
export function Gauges({ report: { folders, queue } }: { readonly report: Report }) {
  const disk = fullest(folders);
  return (
    <div class="gauges">
      {disk !== undefined && (
        <Gauge
          name="Disk"
          href="/health#folders"
          share={disk.share}
          state={disk.state === "ok" ? "success" : disk.state === "warning" ? "warn" : "failed"}
          words={`${formatBytes(disk.free)} free where ${disk.name} is`}
        />
      )}
      {queue !== undefined && (
        <Gauge
          name="Queue"
          href="/queue"
          share={queue.limit === 0 ? 1 : Math.min(1, queue.executed / queue.limit)}
          state={queue.waiting > 0 && queue.executed >= queue.limit ? "warn" : "success"}
          words={`${formatCount(queue.executed)} of ${formatCount(queue.limit)} places taken, ${
            formatCount(queue.waiting)
          } waiting`}
        />
      )}
    </div>
  );
}

function fullest(folders: Report["folders"]) {
  const known = folders.flatMap(({ name, state, free, total }) =>
    free === undefined || total === undefined || total === 0 ? [] : [{ name, state, free, share: 1 - free / total }]
  );
  return known.toSorted((a, b) => b.share - a.share)[0];
}

const width = 120;

function Gauge({ name, href, share, state, words }: {
  readonly name: string;
  readonly href: string;
  readonly share: number;
  readonly state: string;
  readonly words: string;
}) {
  const percent = Math.round(share * 100);
  return (
    <div class={`gauge ${state}`}>
      <a href={href}>{name}</a>
      <svg width={width} height="10" role="img" aria-label={`${percent} % taken`}>
        <rect class="track" x="0" y="1" width={width} height="8" rx="4" />
        <rect x="0" y="1" width={Math.round(share * width)} height="8" rx="4" />
      </svg>
      <span class="figure">{percent} %</span>
      <span class="quiet">{words}</span>
    </div>
  );
}
