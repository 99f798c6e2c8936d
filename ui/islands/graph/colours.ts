import "../dom.ts";

/** Colours of the theme, as a canvas takes them. */
export interface Colours {
  readonly text: string;
  readonly quiet: string;
  readonly panel: string;
  readonly page: string;
  readonly line: string;
  readonly edge: string;
  readonly accent: string;
  /** By state of an asset. */
  readonly states: Readonly<Record<string, string>>;
}

const stateVariables: Readonly<Record<string, string>> = {
  failing: "--bad",
  warning: "--warn",
  partial: "--warn",
  never: "--quiet",
  healthy: "--good",
  transient: "--quiet",
  running: "--busy",
  waiting: "--busy",
};

/** Calls when the theme of the page or of the system changes. */
export function onThemeChange(then: () => void, signal: AbortSignal): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", then, { signal });
  const theme = new MutationObserver(then);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => theme.disconnect());
}

/** Reads the colours that hold now; variables with two values are settled by asking an element. */
export function readColours(element: HTMLElement): Colours {
  const probe = document.createElement("span");
  element.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    text: colour("--text"),
    quiet: colour("--quiet"),
    panel: colour("--panel"),
    page: colour("--page"),
    line: colour("--line"),
    edge: colour("--strong-line"),
    accent: colour("--accent"),
    states: Object.fromEntries(Object.entries(stateVariables).map(([state, name]) => [state, colour(name)])),
  };
  probe.remove();
  return colours;
}
