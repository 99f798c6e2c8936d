import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";
import { request } from "./api.ts";
import { launchBody } from "./launch_body.ts";
import { changePreset } from "./launch_presets.ts";
import { tell } from "./notices.ts";
import { type Override, overridesYaml } from "./override_yaml.ts";

type Control = HTMLInputElement | HTMLSelectElement;

/** The launch form: fields and YAML say the same, the plan follows both, Launch queues the run. */
export const start: Island = (element, signal) => {
  const form = element as HTMLFormElement;
  const { job } = propsOf<{ readonly job: string }>(form);
  const text = form.querySelector<HTMLTextAreaElement>('textarea[name="overrides"]')!;
  const fields = () => [...form.querySelectorAll<Control>("[data-field]")];
  let [asked, waiting]: [number, ReturnType<typeof setTimeout> | undefined] = [0, undefined];
  const refresh = async (fill: boolean) => {
    const turn = ++asked;
    const url = addressOf(form);
    history.replaceState(history.state, "", url);
    const response = await fetch(url, { headers: { accept: "text/html" }, signal }).catch(() => undefined);
    if (response?.ok !== true || turn !== asked) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    replaceParts(form, fresh);
    if (fill) fillFields(form, fresh);
  };
  const soon = (fill: boolean, delay: number) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void refresh(fill), delay);
  };
  form.addEventListener("input", ({ target }) => {
    const control = target as HTMLElement;
    if (control.matches("[data-preset-name]")) return;
    if (control.matches("[data-find]")) return find(form, (control as HTMLInputElement).value);
    if (control.dataset["field"] === undefined) return soon(control === text, 350);
    text.value = overridesYaml([...othersOf(form), ...fields().flatMap(overrideOf)]);
    soon(false, 350);
  }, { signal });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void refresh(true);
  }, { signal });
  form.addEventListener("click", ({ target }) => {
    const line = (target as Element).closest<HTMLElement>("[data-line]")?.dataset["line"];
    if (line !== undefined) toLine(text, Number(line));
    const button = (target as Element).closest<HTMLButtonElement>("button[data-launch]");
    if (button !== null) void busy(button, () => launch(form, job));
    const preset = (target as Element).closest<HTMLButtonElement>("button[data-preset]");
    if (preset !== null) void busy(preset, () => changePreset(form, job, preset));
  }, { signal });
  for (const button of form.querySelectorAll<HTMLElement>(".without-script")) button.hidden = true;
};

function addressOf(form: HTMLFormElement): URL {
  const url = new URL(location.pathname, location.href);
  for (const [name, value] of new FormData(form)) if (value !== "") url.searchParams.append(name, String(value));
  return url;
}

function replaceParts(form: HTMLFormElement, fresh: Document): void {
  for (const part of form.querySelectorAll<HTMLElement>("[data-part]")) {
    const other = fresh.querySelector<HTMLElement>(`[data-part="${part.dataset["part"]}"]`);
    if (other === null) continue;
    const open = [...part.querySelectorAll("details[open]")].map(({ id }) => id);
    part.replaceChildren(...other.childNodes);
    for (const id of open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  }
  const button = form.querySelector<HTMLButtonElement>("button[data-launch]");
  const other = fresh.querySelector<HTMLButtonElement>("button[data-launch]");
  if (button !== null && other !== null) button.disabled = other.disabled;
}

/** Takes what the YAML says into the fields. */
function fillFields(form: HTMLFormElement, fresh: Document): void {
  const values = new Map(
    [...fresh.querySelectorAll<Control>("[data-field]")].map((control) => [control.dataset["field"], control.value]),
  );
  for (const control of form.querySelectorAll<Control>("[data-field]")) {
    const value = values.get(control.dataset["field"]);
    if (value !== undefined && control !== document.activeElement) control.value = value;
  }
  const [place, other] = [form, fresh].map((of) => of.querySelector<HTMLElement>("[data-others]"));
  if (place && other) place.dataset["others"] = other.dataset["others"] ?? "[]";
}

function othersOf(form: HTMLFormElement): readonly Override[] {
  const others = form.querySelector<HTMLElement>("[data-others]")?.dataset["others"] ?? "[]";
  return (JSON.parse(others) as { path: string; text: string }[]).map(({ path, text }) => ({ path, json: text }));
}

function overrideOf({ dataset, value }: Control): readonly Override[] {
  const { field: path = "", kind } = dataset;
  if (value.trim() === "") return [];
  return [{ path, json: kind === "text" || kind === "choice" ? JSON.stringify(value) : value.trim() }];
}

function find(form: HTMLFormElement, wanted: string): void {
  const words = wanted.trim().toLowerCase();
  for (const field of form.querySelectorAll<HTMLElement>("[data-field-name]")) {
    field.hidden = words !== "" && !(field.textContent ?? "").toLowerCase().includes(words);
  }
  for (const group of form.querySelectorAll<HTMLDetailsElement>(".fields details")) {
    const shown = [...group.querySelectorAll<HTMLElement>("[data-field-name]")].some(({ hidden }) => !hidden);
    group.hidden = !shown;
    if (words !== "") group.open = shown;
  }
}

function toLine(text: HTMLTextAreaElement, line: number): void {
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length;
  const start = line === 1 ? 0 : before + 1;
  const end = text.value.indexOf("\n", start);
  text.focus();
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
}

/** Does what a button says, which is not to be pressed meanwhile, and tells what keeps it from being done. */
async function busy(button: HTMLButtonElement, work: () => Promise<void>): Promise<void> {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(error instanceof TypeError ? "The server does not answer" : (error as Error).message, "error");
  } finally {
    button.disabled = false;
  }
}

async function launch(form: HTMLFormElement, job: string): Promise<void> {
  const path = `/api/v1/jobs/${encodeURIComponent(job)}/runs`;
  const answered = await request("POST", path, launchBody(form)) as { readonly run: string };
  location.assign(`/runs/${encodeURIComponent(answered.run)}`);
}
