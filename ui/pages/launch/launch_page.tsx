import type { z } from "zod";
import { getLaunchpad, planJob } from "../../api/launch/endpoints.ts";
import { Page, type Shell } from "../../views/layout.tsx";
import { Command, jobHref } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { mayOperate, Unattended } from "../runs/run_rows.tsx";
import { Fields } from "./fields_view.tsx";
import { PlanView } from "./plan_view.tsx";
import { PresetsView } from "./presets_view.tsx";
import { Editor } from "./editor.tsx";

/** What the form holds now. */
export interface LaunchForm {
  readonly overrides: string;
  readonly partitions: readonly string[];
  readonly tags: string;
  readonly priority: string;
  readonly reuse: boolean;
  readonly selection: string;
}

type Launchpad = z.output<typeof getLaunchpad.output>;
type Planned = z.output<typeof planJob.output>;

/** The form to launch a job, and what the run would do; all of it is in the address. */
export const launchPage = definePage("/jobs/:name/launch", async ({ ask, params, query, shell }) => {
  const name = params["name"] ?? "";
  const from = query.get("from") ?? undefined;
  const preset = query.get("preset") || undefined;
  const pad = await ask(getLaunchpad, { params: { name }, query: { from, preset } });
  const form = formOf(query, pad);
  const planned = await ask(planJob, {
    params: { name },
    query: {
      overrides: form.overrides,
      partition: form.partitions.length === 0 ? undefined : [...form.partitions],
      selection: form.selection === "" ? undefined : form.selection,
      reuse: form.reuse ? "true" : "false",
    },
  });
  return (
    <Page shell={shell} title={`Launch ${name}`} current="Jobs">
      <h1>
        Launch <a href={jobHref(name)}>{name}</a>
      </h1>
      <p class="lead">{pad.job.description}</p>
      <Unattended shell={shell} shown={!pad.attended} />
      <form
        id="launch"
        class="launch"
        method="get"
        data-island="launch"
        data-props={JSON.stringify({ job: name })}
        aria-label={`Launch ${name}`}
      >
        {from !== undefined && <input type="hidden" name="from" value={from} />}
        {preset !== undefined && <input type="hidden" name="preset" value={preset} />}
        <input type="hidden" name="asked" value="1" />
        <PresetsView shell={shell} job={name} presets={pad.presets} chosen={preset} />
        <div class="launch-columns">
          <section aria-labelledby="settings">
            <h2 id="settings">Settings</h2>
            <p class="quiet">What is empty stays as it is configured; the value in grey is that one.</p>
            <Fields fields={pad.fields} values={planned.values} />
          </section>
          <div>
            <section aria-labelledby="yaml-title">
              <h2 id="yaml-title">Overrides as YAML</h2>
              <Editor text={form.overrides} problems={planned.problems} />
            </section>
            <RunOptions pad={pad} form={form} />
            <section aria-labelledby="plan-title">
              <h2 id="plan-title">What it will do</h2>
              <LaunchButton shell={shell} planned={planned} />
              <div data-part="plan" aria-live="polite">
                <PlanView planned={planned} />
                <Command line={planned.command} />
              </div>
            </section>
          </div>
        </div>
      </form>
    </Page>
  );
});

function formOf(query: URLSearchParams, { begin, reuse }: Launchpad): LaunchForm {
  const asked = query.has("asked");
  const text = (name: string, first: string) => asked ? (query.get(name) ?? "") : query.get(name) ?? first;
  const tags = Object.entries(begin.tags).map(([name, value]) => `${name}=${value}`).join("\n");
  return {
    overrides: text("overrides", begin.overrides),
    partitions: asked || query.has("partition")
      ? query.getAll("partition").filter((key) => key !== "")
      : begin.partitions,
    tags: text("tags", tags),
    priority: text("priority", String(begin.priority ?? 0)) || "0",
    reuse: asked ? query.get("reuse") === "true" : begin.reuse ?? reuse,
    selection: text("selection", begin.selection ?? ""),
  };
}

function RunOptions({ pad: { partitions, job }, form }: { readonly pad: Launchpad; readonly form: LaunchForm }) {
  const chosen = new Set(form.partitions);
  const keys = partitions.flatMap(({ keys }) => keys);
  return (
    <section aria-labelledby="options-title">
      <h2 id="options-title">Run</h2>
      {partitions.length > 0 && (
        <label class="stacked">
          Only these keys of {partitions.map(({ name }) => name).join(", ")}; none chosen means all
          <select name="partition" multiple size={Math.min(7, Math.max(3, keys.length))}>
            {keys.map((key) => <option key={key} value={key} selected={chosen.has(key)}>{key}</option>)}
          </select>
          {keys.length === 0 && <span class="quiet">There are no keys yet: the run finds them out.</span>}
        </label>
      )}
      <label class="stacked">
        Selection, empty for that of the job
        <input name="selection" value={form.selection} placeholder={job.selection} />
      </label>
      <label class="stacked">
        Tags, one name=value in each line
        <textarea name="tags" rows={2} placeholder="reason=new prices">{form.tags}</textarea>
      </label>
      <div class="filters">
        <label>
          Priority <input type="number" name="priority" min={-1000} max={1000} step={1} value={form.priority} />
        </label>
        <label>
          <input type="checkbox" name="reuse" value="true" checked={form.reuse} /> Skip what is unchanged
        </label>
      </div>
    </section>
  );
}

function LaunchButton({ shell, planned }: { readonly shell: Shell; readonly planned: Planned }) {
  return (
    <div class="actions">
      {mayOperate(shell)
        ? <button type="button" class="main" data-launch disabled={planned.problems.length > 0}>Launch</button>
        : <p class="quiet">Your role may look, but not launch.</p>}
      <button type="submit" class="without-script">Show the plan</button>
    </div>
  );
}
