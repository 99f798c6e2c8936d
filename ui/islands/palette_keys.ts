import "./dom.ts";

/** Where `g` and a letter go; those that the navigation does not show go nowhere. */
export const places: readonly (readonly [key: string, href: string])[] = [
  ["h", "/"],
  ["a", "/assets"],
  ["l", "/lineage"],
  ["k", "/checks"],
  ["e", "/rejects"],
  ["q", "/sql"],
  ["j", "/jobs"],
  ["r", "/runs"],
  ["t", "/timeline"],
  ["b", "/backfills"],
  ["d", "/schedules"],
  ["n", "/sensors"],
  ["w", "/alerts"],
  ["c", "/clusters"],
  ["s", "/stores"],
  ["o", "/health"],
  ["p", "/settings"],
  ["u", "/audit"],
];

/** Milliseconds in which the second of two keys is to follow. */
const pause = 1_500;
const off = "single-keys-off";

/** Whether keys without Ctrl do anything. */
export function singleKeys(): boolean {
  return localStorage.getItem(off) === null;
}

/** Switches keys without Ctrl on or off, for good. */
export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(off);
  else localStorage.setItem(off, "1");
}

/** The pages of the navigation, with the key that goes there. */
export function navigation(): readonly { readonly title: string; readonly href: string; readonly key?: string }[] {
  const keys = new Map(places.map(([key, href]) => [href, key]));
  return [...document.querySelectorAll<HTMLAnchorElement>("nav.side a[href]")].map((link) => {
    const href = link.getAttribute("href") ?? "/";
    const key = keys.get(href);
    return { title: link.textContent ?? href, href, ...(key === undefined ? {} : { key }) };
  });
}

/** Keys of every page: Ctrl-K for the palette; `/`, `?` and `g` with a letter where nobody is typing. */
export function startKeys(): void {
  const palette = () => void import("./palette.ts").then(({ openPalette }) => openPalette());
  document.addEventListener("click", ({ target }) => {
    if ((target as Element).closest("[data-palette]") !== null) palette();
  });
  let gone = -Infinity;
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, timeStamp } = event;
    if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k" && !isElsewhere()) {
      event.preventDefault();
      palette();
      return;
    }
    if (ctrlKey || metaKey || altKey || event.defaultPrevented || isElsewhere()) return;
    if (isTyping(event.target) || !singleKeys()) return;
    const second = timeStamp - gone < pause;
    gone = -Infinity;
    if (second) {
      const href = places.find(([letter]) => letter === key)?.[1];
      if (href === undefined || !navigation().some((page) => page.href === href)) return;
      event.preventDefault();
      location.assign(href);
    } else if (key === "g") gone = timeStamp;
    else if (key === "?") void import("./palette_help.ts").then(({ openHelp }) => openHelp());
    else if (key === "/") focusSearch(event);
  });
}

/** Whether another dialog has the keyboard. */
function isElsewhere(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=textbox], [role=combobox]") !== null);
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (field === null) return;
  event.preventDefault();
  field.focus();
  field.select();
}
