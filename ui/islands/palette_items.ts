import "./dom.ts";
import type { Found } from "../api/search/endpoints.ts";
import { best } from "../api/search/rank.ts";
import { perform } from "./actions.ts";
import { navigation } from "./palette_keys.ts";

/** A line of the palette. */
export interface PaletteItem {
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  /** Keys that do the same. */
  readonly keys?: string | undefined;
  /** Its page, where it has one. */
  readonly href?: string | undefined;
  readonly run: () => void;
}

/** Names of kinds as headings, in the order in which equals stand. */
export const headings: Readonly<Record<string, string>> = {
  recent: "Recent",
  here: "On this page",
  job: "Jobs",
  asset: "Assets",
  run: "Runs",
  page: "Pages",
  schedule: "Schedules",
  sensor: "Sensors",
  store: "Stores",
  action: "Actions",
  display: "Display",
};

const recentKey = "palette-recent";
const mostRecent = 5;

type Place = Pick<PaletteItem, "kind" | "title" | "detail"> & { readonly href: string };

/** What the page itself knows: its own buttons, all pages, how things are shown. */
export function ownItems(help: () => void): readonly PaletteItem[] {
  return [...ofThisPage(), ...pages(), ...displays(), {
    ...{ kind: "display", title: "Keyboard shortcuts", detail: "Every key and what it does", keys: "?", run: help },
  }];
}

/** What was found on the server, as lines. */
export function foundItem({ kind, title, detail, href, action }: Found): PaletteItem {
  if (action === undefined) return placeItem({ kind, title, detail, href: href ?? "/" });
  const { request, body, question, then, done } = action;
  const run = () => void perform({ action: request, body, confirm: question, then, done });
  return { kind, title, detail, run };
}

/** The best of lines that the page knows for some words; without words the places where one was lately, and all pages. */
export function chooseOwn(text: string, items: readonly PaletteItem[]): readonly PaletteItem[] {
  if (text.trim() !== "") return best(text, items, 12);
  return [...recent(), ...items.filter(({ kind }) => kind !== "display")];
}

function placeItem(place: Place & { readonly keys?: string | undefined }): PaletteItem {
  const run = () => {
    const { kind, title, detail, href } = place;
    const others = readRecent().filter((one) => one.href !== href);
    localStorage.setItem(recentKey, JSON.stringify([{ kind, title, detail, href }, ...others].slice(0, mostRecent)));
    location.assign(href);
  };
  return { ...place, run };
}

function recent(): readonly PaletteItem[] {
  return readRecent().filter(({ href }) => href !== location.pathname)
    .map((place) => ({ ...placeItem(place), kind: "recent" }));
}

function readRecent(): readonly Place[] {
  try {
    const kept = JSON.parse(localStorage.getItem(recentKey) ?? "[]") as readonly Place[];
    // Whatever else is kept under this name: only pages of this server are gone to.
    return kept.filter(({ href, title }) => /^\/(?!\/)/.test(href) && typeof title === "string");
  } catch {
    return [];
  }
}

function ofThisPage(): readonly PaletteItem[] {
  const all = document.querySelectorAll<HTMLElement>("main .actions button:not(:disabled), main .actions a.button");
  return [...all].filter((one) => one.offsetParent !== null).slice(0, 12).map((one) => ({
    ...{ kind: "here", title: one.textContent?.trim() ?? "", detail: "" },
    run: () => one.click(),
  }));
}

function pages(): readonly PaletteItem[] {
  return navigation().filter(({ href }) => href !== location.pathname).map(({ title, href, key }) =>
    placeItem({ kind: "page", title, detail: "", href, keys: key === undefined ? undefined : `g ${key}` })
  );
}

function displays(): readonly PaletteItem[] {
  const selects = document.querySelectorAll<HTMLSelectElement>("select[data-cookie]");
  return [...selects].flatMap((select) => {
    const what = select.dataset["cookie"] === "theme" ? "Theme" : "Times";
    return [...select.options].filter(({ selected }) => !selected).map(({ text, value }) => ({
      ...{ kind: "display", title: `${what}: ${text}`, detail: `Now ${select.selectedOptions[0]?.text}` },
      run: () => {
        select.value = value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      },
    }));
  });
}
