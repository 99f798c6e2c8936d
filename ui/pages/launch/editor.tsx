import type { z } from "zod";
import type { launchProblemSchema } from "../../api/launch/endpoints.ts";

type LaunchProblem = z.output<typeof launchProblemSchema>;

const example = "job_params:\n  max_clusters: 8";

/** Text of overrides with numbered lines; what is wrong stands below, by line. */
export function Editor({ text, problems }: { readonly text: string; readonly problems: readonly LaunchProblem[] }) {
  const bad = new Set(problems.flatMap(({ line }) => line ?? []));
  const lines = Math.max(8, text.split("\n").length + 1);
  return (
    <>
      <div class="editor">
        <ol class="lines" data-part="lines" aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => <li key={i} class={bad.has(i + 1) ? "bad" : undefined}>{i + 1}</li>)}
        </ol>
        <textarea
          name="overrides"
          rows={lines}
          spellcheck={false}
          autocomplete="off"
          wrap="off"
          aria-label="Overrides as YAML"
          aria-describedby="yaml-problems"
          aria-invalid={problems.length > 0 ? "true" : undefined}
          placeholder={example}
        >
          {text === "" ? "" : `\n${text}`}
        </textarea>
      </div>
      <div id="yaml-problems" data-part="problems" role="status">
        {problems.length > 0 && (
          <ul class="problems">
            {problems.map(({ message, line, column, remedy }) => (
              <li key={message}>
                {line !== undefined && (
                  <button type="button" data-line={line} data-column={column ?? 1}>Line {line}</button>
                )} {message}
                {remedy !== undefined && <span class="quiet">{` ${remedy}`}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
