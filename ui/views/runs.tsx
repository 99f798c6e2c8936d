import { type RunStatus, runStatuses } from "../../pipeline/engine/mod.ts";
import type { RunPage } from "../run_queries.ts";
import { Page, type Shell, withQuery } from "./layout.tsx";
import { RunTable } from "./parts.tsx";

/** Runs by status and job, newest first. */
export function Runs(props: {
  readonly shell: Shell;
  readonly page: RunPage;
  readonly status: RunStatus | undefined;
  readonly job: string | undefined;
}) {
  const { shell, page, status, job } = props;
  const link = (values: Readonly<Record<string, string | undefined>>) => withQuery(shell.url, values);
  const paged = shell.url.searchParams.has("before");
  return (
    <Page
      shell={shell}
      title="Runs"
      current="Runs"
      stream={page.items.some((run) => run.live) ? "/api/v1/stream" : undefined}
    >
      <h1>Runs</h1>
      <nav class="filter" aria-label="Status">
        {[undefined, ...runStatuses].map((value) => (
          <a href={link({ status: value, before: undefined })} aria-current={value === status ? "true" : undefined}>
            {value ?? "all"}
          </a>
        ))}
      </nav>
      {job !== undefined && (
        <p>
          Only runs of <strong>{job}</strong>. <a href={link({ job: undefined, before: undefined })}>Of all jobs</a>
        </p>
      )}
      {page.items.length === 0 ? <p>No such run.</p> : <RunTable runs={page.items} label="Runs, newest first" />}
      <nav class="pager" aria-label="Pages">
        {paged && <a href={link({ before: undefined })}>Newest</a>}
        {page.next !== undefined && <a href={link({ before: page.next })}>Older</a>}
      </nav>
    </Page>
  );
}
