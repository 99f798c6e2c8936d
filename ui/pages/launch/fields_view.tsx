import type { FieldAnswer } from "../../api/launch/endpoints.ts";
import { Name } from "../../views/parts.tsx";

/** Settings by group, each with what holds in grey; those that are overridden are filled in. */
export function Fields(props: {
  readonly fields: readonly FieldAnswer[];
  readonly values: readonly { readonly path: string; readonly text: string }[];
}) {
  const { fields, values } = props;
  const texts = new Map(values.map(({ path, text }) => [path, text]));
  const known = new Set(fields.map(({ path }) => path));
  const groups = Map.groupBy(fields, ({ group }) => group);
  const others = values.filter(({ path }) => !known.has(path));
  return (
    <div class="fields" data-others={JSON.stringify(others)}>
      <label class="stacked">
        <span class="unseen">Find a setting</span>
        <input type="search" data-find placeholder="Find a setting" />
      </label>
      {[...groups].map(([group, own], i) => {
        const set = own.filter(({ path }) => texts.has(path)).length;
        return (
          <details key={group} id={`group-${group}`} open={i === 0 || set > 0}>
            <summary>
              {group} <span class="quiet">{set === 0 ? own.length : `${set} of ${own.length} changed`}</span>
            </summary>
            {own.map((field) => <Field key={field.path} field={field} text={texts.get(field.path)} />)}
          </details>
        );
      })}
    </div>
  );
}

function Field({ field, text }: { readonly field: FieldAnswer; readonly text: string | undefined }) {
  const { path, title, description, origin } = field;
  const help = `help-${path}`;
  return (
    <div class="field" data-field-name={path}>
      <label for={`field-${path}`}>
        <Name text={title} />
      </label>
      <Control field={field} text={text} help={help} />
      <p class="quiet" id={help}>
        {description} <span class="origin" title={`Written in ${origin}`}>{origin}</span>
      </p>
    </div>
  );
}

function Control({ field, text, help }: {
  readonly field: FieldAnswer;
  readonly text: string | undefined;
  readonly help: string;
}) {
  const { path, kind, choices, minimum, maximum, value } = field;
  const usual = shown(value);
  const common = { id: `field-${path}`, "data-field": path, "data-kind": kind, "aria-describedby": help };
  const options = kind === "boolean" ? ["true", "false"] : choices;
  const typed = text === undefined ? "" : typedText(text, kind);
  if (options !== undefined) {
    return (
      <select {...common}>
        <option value="" selected={typed === ""}>{usual}</option>
        {options.map((one) => <option key={one} value={one} selected={one === typed}>{one}</option>)}
      </select>
    );
  }
  if (kind === "number" || kind === "integer") {
    const step = kind === "integer" ? 1 : "any";
    return (
      <input {...common} type="number" step={step} min={minimum} max={maximum} placeholder={usual} value={typed} />
    );
  }
  return <input {...common} type="text" placeholder={usual} value={typed} />;
}

function shown(value: unknown): string {
  return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

/** A value as it is typed: texts without quotes, what has parts as JSON. */
function typedText(json: string, kind: FieldAnswer["kind"]): string {
  if (kind === "json") return json;
  const value: unknown = JSON.parse(json);
  return typeof value === "string" ? value : json;
}
