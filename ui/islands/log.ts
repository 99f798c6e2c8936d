import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";
import { detailOf } from "./log_detail.ts";
import { FilteredLog, isPlain, type LogEvent, type LogFilter, type LogSource, WholeLog } from "./log_source.ts";
import { LogWindow } from "./log_window.ts";

interface LogProps {
  readonly run: string;
  readonly live: boolean;
  readonly last: number;
  readonly times: "utc" | "local";
  readonly timeZone: string;
}

const levels = ["debug", "info", "warning", "error"];

/** A run's log in a window that holds any number of lines, filtered as one types, following what comes. */
export const start: Island = (element, signal) => {
  const { run, live, last, times, timeZone } = propsOf<LogProps>(element);
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 },
    timeZone: times === "utc" ? "UTC" : timeZone,
  });
  const filter = filterOf(new URLSearchParams(location.search));
  let [newest, follow] = [last, live && isPlain(filter)];
  let source: LogSource = new WholeLog(run, newest);
  const controls = controlsFor(filter, live);
  const detail = document.createElement("div");
  detail.setAttribute("role", "status");
  const time = (milliseconds: number) => format.format(milliseconds);
  const lines = new LogWindow({
    time,
    onChoose: (event) => detail.replaceChildren(detailOf(event, new Date(event.time).toISOString())),
    onEnd: (atEnd) => {
      if (live && controls.follow.checked && !atEnd && follow) setFollow(false);
    },
  }, signal);
  const setFollow = (on: boolean) => {
    follow = on;
    controls.follow.checked = on;
    if (on) lines.toEnd();
  };
  const say = () => {
    const { count, searching } = source;
    const words = `${count.toLocaleString("en-US")} of ${newest.toLocaleString("en-US")} events`;
    controls.count.textContent = isPlain(controls.value()) ? words : searching ? `${words}, searching` : words;
  };
  const show = () => {
    const wanted = controls.value();
    source = isPlain(wanted) ? new WholeLog(run, newest) : new FilteredLog(run, wanted);
    remember(wanted);
    detail.replaceChildren();
    lines.show(source);
    if (follow) lines.toEnd();
    void searchOn(source);
  };
  /** Reads on while a filter finds too little to fill the window. */
  const searchOn = async (searched: LogSource) => {
    while (searched === source && searched.searching && searched.count < 1_000 && !signal.aborted) {
      if (!await searched.need(0, searched.count).catch(() => false)) break;
      lines.draw();
      say();
    }
    say();
  };
  document.addEventListener("run-event", (event) => {
    const came = (event as CustomEvent<LogEvent>).detail;
    newest = Math.max(newest, came.sequence);
    source.add(came);
    say();
    if (source.searching) void searchOn(source);
    if (follow) lines.toEnd();
    else lines.draw();
  }, { signal });
  let typed: ReturnType<typeof setTimeout> | undefined;
  controls.element.addEventListener("input", ({ target }) => {
    clearTimeout(typed);
    if (target === controls.follow) return setFollow(controls.follow.checked);
    typed = setTimeout(show, target instanceof HTMLSelectElement ? 0 : 250);
  }, { signal });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href$="#log"]');
    if (link === null || event.ctrlKey || event.metaKey || link.pathname !== location.pathname) return;
    event.preventDefault();
    controls.set(filterOf(new URL(link.href).searchParams));
    show();
    element.scrollIntoView({ block: "nearest" });
  }, { signal });
  element.replaceChildren(controls.element, lines.element, detail);
  controls.follow.checked = follow;
  show();
};

function filterOf(query: URLSearchParams): LogFilter {
  const text = (name: string) => query.get(name) ?? "";
  return { level: text("level"), step: text("step"), text: text("text"), collapse: text("collapse") === "true" };
}

/** Keeps the filter in the address, so that it can be sent to somebody. */
function remember({ level, step, text, collapse }: LogFilter): void {
  const url = new URL(location.href);
  url.searchParams.delete("after");
  const values = Object.entries({ level, step, text, collapse: collapse ? "true" : "" });
  for (const [name, value] of values) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(history.state, "", url);
}

function controlsFor(filter: LogFilter, live: boolean) {
  const element = document.createElement("form");
  element.className = "filters log-controls";
  element.addEventListener("submit", (event) => event.preventDefault());
  const labelled = <Control extends HTMLElement>(words: string, control: Control): Control => {
    const label = document.createElement("label");
    label.append(words, " ", control);
    element.append(label);
    return control;
  };
  const level = labelled("Level", document.createElement("select"));
  for (const value of ["", ...levels.slice(1)]) level.add(new Option(value === "" ? "all" : `${value} and up`, value));
  const step = labelled("Step", input("search", 16));
  const text = labelled("Text", input("search", 18));
  const collapse = labelled("Collapse repeats", input("checkbox"));
  const follow = live ? labelled("Follow", input("checkbox")) : input("checkbox");
  const count = document.createElement("span");
  count.className = "quiet";
  element.append(count);
  const set = (value: LogFilter) => {
    [level.value, step.value, text.value, collapse.checked] = [value.level, value.step, value.text, value.collapse];
  };
  const value = (): LogFilter => ({
    ...{ level: level.value, step: step.value.trim(), text: text.value.trim(), collapse: collapse.checked },
  });
  set(filter);
  return { element, follow, count, set, value };
}

function input(type: string, size = 0): HTMLInputElement {
  const control = document.createElement("input");
  control.type = type;
  if (size > 0) control.size = size;
  return control;
}
