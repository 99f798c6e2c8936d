import "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { request } from "./api.ts";
import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";

interface Props {
  /** Method and path that the fields are sent to. */
  readonly action: string;
  /** Sent beside the fields. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Fields that are numbers. */
  readonly numbers?: readonly string[];
  /** What of the answer is shown, because it is told only once. */
  readonly shown?: string;
  /** A question that is asked first. */
  readonly confirm?: string;
}

/**
 * Sends a form's fields as JSON, without those that are empty. An answer with the field `shown` is put into the form's
 * `output`, with a button that copies it; after any other one the page is loaded again. What is refused stands in the
 * form's alert.
 */
export const start: Island = (element, signal) => {
  const form = element as HTMLFormElement;
  const { action, shown, confirm: question } = propsOf<Props>(form);
  const told = form.querySelector<HTMLElement>("[role=alert]");
  const [method = "POST", path = ""] = action.split(" ");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (question !== undefined && !confirm(question)) return;
    const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
    if (button !== null) button.disabled = true;
    try {
      const answered = await request(method, path, bodyOf(form)) as Readonly<Record<string, unknown>>;
      if (told !== null) told.textContent = "";
      const secret = shown === undefined ? undefined : answered[shown];
      if (typeof secret === "string") showOnce(form, secret);
      else location.reload();
    } catch (error) {
      if (told !== null) told.textContent = error instanceof ApiProblem ? error.message : "The server does not answer";
    }
    if (button !== null) button.disabled = false;
  }, { signal });
};

function bodyOf(form: HTMLFormElement): Readonly<Record<string, unknown>> {
  const { body = {}, numbers = [] } = propsOf<Props>(form);
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  return {
    ...body,
    ...Object.fromEntries(given.map(([name, value]) => [name, numbers.includes(name) ? Number(value) : value])),
  };
}

function showOnce(form: HTMLFormElement, secret: string): void {
  const place = form.querySelector("output");
  if (place === null) return;
  const text = document.createElement("code");
  text.append(secret);
  const copy = document.createElement("button");
  copy.type = "button";
  copy.dataset["copy"] = secret;
  copy.append("Copy");
  const done = document.createElement("button");
  done.type = "button";
  done.append("I have kept it");
  done.addEventListener("click", () => location.reload());
  place.replaceChildren("Shown this once: ", text, " ", copy, " ", done);
  copy.focus();
}
