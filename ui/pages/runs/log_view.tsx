import type { z } from "zod";
import { logLevels } from "../../../infra/log.ts";
import type { listRunEvents } from "../../api/runs/endpoints.ts";
import type { RunAnswer } from "../../api/runs/schemas.ts";
import type { EventView } from "../../event_view.ts";
import type { Shell } from "../../views/layout.tsx";
import { Log } from "../../views/log.tsx";

/**
 * A run's log: without script a page of events with links; with script all of it in a window that scrolls, filtered as one
 * types, following what comes.
 */
export function LogView(props: {
  readonly shell: Shell;
  readonly run: RunAnswer;
  readonly page: z.output<typeof listRunEvents.output>;
  readonly query: URLSearchParams;
}) {
  const { shell, run, page, query } = props;
  const level = logLevels.find((level) => level === query.get("level"));
  const step = query.get("step") || undefined;
  const given = {
    run: run.id,
    live: run.live,
    last: page.last,
    times: shell.times,
    timeZone: shell.timeZone,
  };
  return (
    <section id="log" aria-labelledby="log-title">
      <h2 id="log-title">Log</h2>
      <div data-island="log" data-props={JSON.stringify(given)}>
        <Log
          url={shell.url}
          page={{ ...page, items: page.items as unknown as readonly EventView[] }}
          limit={200}
          level={level}
          step={step}
        />
      </div>
    </section>
  );
}
