import "./dom.ts";
import { request } from "./api.ts";
import { launchBody } from "./launch_body.ts";

/** Keeps the form under the name in its field, or gives the preset that it began with that name; then begins with it. */
export async function changePreset(form: HTMLFormElement, job: string, button: HTMLButtonElement): Promise<void> {
  const field = form.querySelector<HTMLInputElement>("[data-preset-name]");
  const name = field?.value.trim() ?? "";
  if (name === "") {
    field?.focus();
    throw new Error("Give it a name first");
  }
  const path = (preset: string) => `/api/v1/jobs/${encodeURIComponent(job)}/presets/${encodeURIComponent(preset)}`;
  if (button.dataset["preset"] === "rename") await request("PATCH", path(button.dataset["name"] ?? ""), { name });
  else {
    const known = [...form.querySelectorAll(".preset-list a")].some(({ textContent }) => textContent?.trim() === name);
    if (known && !confirm(`Replace the saved request "${name}"?`)) return;
    await request("PUT", path(name), launchBody(form));
  }
  location.assign(`${location.pathname}?preset=${encodeURIComponent(name)}`);
}
