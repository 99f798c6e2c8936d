import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";

/** Milliseconds until a stream that the browser gave up is opened anew. */
const pause = 2_000;

/**
 * Keeps the marked parts of a page as they are on the server: on each event of the stream the page is asked for again
 * and the elements with `data-live` whose content differs are replaced. At most one request is under way. A stream that
 * broke goes on after the last event that came.
 */
export const start: Island = (element, signal) => {
  const { stream } = propsOf<{ readonly stream: string }>(element);
  const address = new URL(stream, location.href);
  const refresh = refresher(signal);
  let source: EventSource | undefined;
  let [broken, drained] = [false, false];
  const end = () => {
    source?.close();
    element.dataset["state"] = "ended";
  };
  const open = () => {
    source = new EventSource(address);
    source.addEventListener("change", () => void refresh());
    source.addEventListener("run_event", ({ data, lastEventId }) => {
      if (lastEventId !== "") address.searchParams.set("after", lastEventId);
      document.dispatchEvent(new CustomEvent("run-event", { detail: JSON.parse(data) }));
    });
    // The server has nothing more to tell: without this the browser would ask again.
    source.addEventListener("end", end);
    source.addEventListener("open", () => {
      element.dataset["state"] = "live";
      // What changed meanwhile was told to nobody.
      if (broken) void refresh();
      broken = false;
    });
    source.addEventListener("error", () => {
      element.dataset["state"] = "offline";
      broken = true;
      // After an answer that is no stream the browser gives up for good.
      if (source?.readyState === EventSource.CLOSED) setTimeout(reopen, pause);
    });
  };
  const reopen = async () => {
    if (signal.aborted) return;
    const found = await replaceParts(signal).catch(() => "unreachable");
    if (signal.aborted) return;
    if (found === "unreachable") return void setTimeout(reopen, pause);
    // What ended meanwhile may still have events to tell; asked once more, its stream is no stream.
    if (found === "ended" && drained) return end();
    drained = found === "ended";
    open();
  };
  open();
  signal.addEventListener("abort", () => source?.close());
};

function refresher(signal: AbortSignal): () => Promise<void> {
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
  return refresh;
}

/** Whether the page that came still has a stream. */
async function replaceParts(signal: AbortSignal): Promise<"live" | "ended" | "unreachable"> {
  const response = await fetch(location.href, { headers: { accept: "text/html" }, signal });
  if (!response.ok) return "unreachable";
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
  return fresh.querySelector('[data-island="live"]') === null ? "ended" : "live";
}
