import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";

/**
 * Keeps the marked parts of a page as they are on the server: on each event of the stream the page is asked for again
 * and the elements with `data-live` whose content differs are replaced. At most one request is under way.
 */
export const start: Island = (element, signal) => {
  const { stream } = propsOf<{ readonly stream: string }>(element);
  const source = new EventSource(stream);
  let [asking, again] = [false, false];
  const refresh = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    await replaceParts(signal).catch(() => undefined);
    asking = false;
    if (!again) return;
    again = false;
    setTimeout(refresh, 250);
  };
  source.addEventListener("change", () => void refresh());
  source.addEventListener("run_event", ({ data }) => {
    document.dispatchEvent(new CustomEvent("run-event", { detail: JSON.parse(data) }));
  });
  // The server has nothing more to tell: without this the browser would ask again.
  source.addEventListener("end", () => {
    source.close();
    element.dataset["state"] = "ended";
  });
  source.addEventListener("open", () => element.dataset["state"] = "live");
  source.addEventListener("error", () => element.dataset["state"] = "offline");
  signal.addEventListener("abort", () => source.close());
};

async function replaceParts(signal: AbortSignal): Promise<void> {
  const response = await fetch(location.href, { headers: { accept: "text/html" }, signal });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  let replaced = false;
  for (const part of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const other = fresh.querySelector<HTMLElement>(`[data-live="${CSS.escape(part.dataset["live"] ?? "")}"]`);
    if (other === null || other.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement?.id : undefined;
    const open = [...part.querySelectorAll<HTMLDetailsElement>("details[id][open]")].map(({ id }) => id);
    const scrolled = [...part.querySelectorAll(".scroll")].map(({ scrollTop, scrollLeft }) => [scrollLeft, scrollTop]);
    part.replaceChildren(...other.childNodes);
    part.querySelectorAll(".scroll").forEach((box, i) => box.scrollTo(scrolled[i]?.[0] ?? 0, scrolled[i]?.[1] ?? 0));
    for (const id of open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus();
    replaced = true;
  }
  if (replaced) document.dispatchEvent(new Event("content-replaced"));
}
