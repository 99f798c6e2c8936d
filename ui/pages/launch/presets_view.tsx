import type { z } from "zod";
import type { getLaunchpad } from "../../api/launch/endpoints.ts";
import type { Shell } from "../../views/layout.tsx";
import { Time } from "../../views/parts.tsx";
import { mayOperate } from "../runs/run_rows.tsx";

type Presets = z.output<typeof getLaunchpad.output>["presets"];

/** Named requests of the job: to begin with, to keep what the form holds, to rename and to delete. */
export function PresetsView(props: {
  readonly shell: Shell;
  readonly job: string;
  readonly presets: Presets;
  readonly chosen: string | undefined;
}) {
  const { shell, job, presets, chosen } = props;
  const current = presets.find(({ name }) => name === chosen);
  const operator = mayOperate(shell);
  if (presets.length === 0 && !operator) return null;
  const page = `/jobs/${encodeURIComponent(job)}/launch`;
  const path = (name: string) => `/api/v1/jobs/${encodeURIComponent(job)}/presets/${encodeURIComponent(name)}`;
  return (
    <section aria-labelledby="presets-title" class="presets">
      <h2 id="presets-title">Saved requests</h2>
      {presets.length === 0
        ? <p class="quiet">None yet: fill the form, give it a name, and the next launch begins with it.</p>
        : (
          <ul class="preset-list">
            {presets.map(({ name }) => (
              <li key={name}>
                <a
                  href={`${page}?preset=${encodeURIComponent(name)}`}
                  aria-current={name === chosen ? "true" : undefined}
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        )}
      {current !== undefined && (
        <p class="quiet">
          The form began with <strong>{current.name}</strong>, kept by {current.changedBy}{" "}
          <Time at={current.changedAt} />.
        </p>
      )}
      {operator && (
        <div class="filters">
          <label>
            Name <input data-preset-name maxlength={80} value={chosen ?? ""} autocomplete="off" />
          </label>
          <button type="button" data-preset="save">Save the form</button>
          {current !== undefined && (
            <>
              <button type="button" data-preset="rename" data-name={current.name}>Rename</button>
              <button
                type="button"
                class="danger"
                data-action={`DELETE ${path(current.name)}`}
                data-confirm={`Delete the saved request "${current.name}"?`}
                data-then={page}
              >
                Delete
              </button>
            </>
          )}
        </div>
      )}
    </section>
  );
}
