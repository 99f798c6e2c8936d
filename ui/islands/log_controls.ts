import "./dom.ts";
import type { LogFilter } from "./log_filter.ts";

/** The fields and buttons above a log. */
export interface LogControls {
  readonly element: HTMLFormElement;
  readonly text: HTMLInputElement;
  readonly follow: HTMLInputElement;
  readonly count: HTMLElement;
  readonly previous: HTMLButtonElement;
  readonly next: HTMLButtonElement;
  /** Says what is wrong with what is searched for; nothing with an empty text. */
  say(fault: string): void;
  set(filter: LogFilter): void;
  value(): LogFilter;
}

const levels = ["info", "warning", "error"];
const contexts = [0, 1, 3, 5, 10, 20];

/** Fields for a filter. */
export function logControls(
  filter: LogFilter,
  { live, steps }: { readonly live: boolean; readonly steps: readonly string[] },
): LogControls {
  const element = document.createElement("form");
  element.className = "filters log-controls";
  element.addEventListener("submit", (event) => event.preventDefault());
  const labelled = <Control extends HTMLElement>(words: string, control: Control): Control => {
    const label = document.createElement("label");
    if (control instanceof HTMLInputElement && control.type === "checkbox") label.append(control, " ", words);
    else label.append(words, " ", control);
    element.append(label);
    return control;
  };
  const text = labelled("Text", field("search", 22));
  const regex = labelled("Expression", field("checkbox"));
  const level = labelled("Level", document.createElement("select"));
  level.add(new Option("all", ""));
  for (const value of levels) level.add(new Option(`${value} and up`, value));
  const step = labelled("Step", field("search", 14));
  element.append(listFor(step, steps));
  const context = labelled("Lines around", document.createElement("select"));
  for (const count of contexts) context.add(new Option(String(count), String(count)));
  const collapse = labelled("Collapse repeats", field("checkbox"));
  const follow = live ? labelled("Follow", field("checkbox")) : field("checkbox");
  const [previous, next] = [button("Previous hit", "N"), button("Next hit", "n")];
  const count = document.createElement("span");
  count.className = "quiet";
  const fault = document.createElement("p");
  fault.className = "field-fault bad";
  fault.id = "log-fault";
  fault.setAttribute("role", "alert");
  element.append(previous, next, count, fault);
  const controls: LogControls = {
    ...{ element, text, follow, count, previous, next },
    say: (words) => {
      fault.textContent = words;
      fault.hidden = words === "";
      if (words === "") text.removeAttribute("aria-invalid");
      else text.setAttribute("aria-invalid", "true");
      text.setAttribute("aria-describedby", fault.id);
    },
    set: (value) => {
      [level.value, step.value, text.value] = [value.level, value.step, value.text];
      [regex.checked, collapse.checked] = [value.regex, value.collapse];
      if (!contexts.includes(value.context)) context.add(new Option(String(value.context), String(value.context)));
      context.value = String(value.context);
    },
    value: () => ({
      ...{ level: level.value, step: step.value.trim(), text: text.value.trim() },
      ...{ regex: regex.checked, context: Number(context.value), collapse: collapse.checked },
    }),
  };
  controls.set(filter);
  controls.say("");
  return controls;
}

/** The steps that there are, offered while one types. */
function listFor(control: HTMLInputElement, steps: readonly string[]): HTMLElement {
  const list = document.createElement("datalist");
  list.id = "log-steps";
  for (const step of steps) list.append(new Option(step));
  control.setAttribute("list", list.id);
  return list;
}

function button(words: string, key: string): HTMLButtonElement {
  const control = document.createElement("button");
  control.type = "button";
  control.title = `Key ${key} in the log`;
  control.append(words);
  return control;
}

function field(type: string, size = 0): HTMLInputElement {
  const control = document.createElement("input");
  control.type = type;
  if (size > 0) control.size = size;
  return control;
}
