import type { Clock } from "../../../infra/clock.ts";
import { type Logger, silentLogger } from "../../../infra/log.ts";
import type { Asset } from "../asset.ts";
import { withDeadline } from "../deadline.ts";
import { OpenResources } from "../open_resources.ts";
import type { Project } from "../project.ts";

/** What looks at what assets read outside. */
export interface Observer extends AsyncDisposable {
  observe(asset: Asset): Promise<string | undefined>;
}

/** Opens resources as assets' `observe` asks for them, outside of any run; all are closed when it is disposed. */
export function openObserver(
  project: Project,
  options: {
    readonly clock: Clock;
    /** @default none */
    readonly log?: Logger;
    /** @default never */
    readonly signal?: AbortSignal;
    /** Milliseconds that opening a resource, or looking, may take. @default 30_000 */
    readonly timeout?: number;
  },
): Observer {
  const { clock, log = silentLogger, signal = new AbortController().signal, timeout = 30_000 } = options;
  const timeoutReason = () => new Error(`it took longer than ${timeout} ms`);
  const guard = <T>(work: () => Promise<T>) =>
    withDeadline(work, { clock, signal, timeout, timeoutReason, grace: 1_000 });
  const run = { id: "none", job: "none", tags: {}, startedAt: clock.now() };
  const resources = new OpenResources({
    ...{ definitions: project.resources, run, log, signal, guard },
    closeGuard: guard,
  });
  return {
    async observe(asset) {
      await resources.open(asset.resources);
      return await guard(async () => await asset.observe(resources.values(asset.resources)));
    },
    [Symbol.asyncDispose]: async () => void await resources.close(),
  };
}
