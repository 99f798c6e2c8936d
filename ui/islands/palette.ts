import "./dom.ts";
import type { Found } from "../api/search/endpoints.ts";
import { rank } from "../api/search/rank.ts";
import { pageDialog } from "./palette_dialog.ts";
import { openHelp } from "./palette_help.ts";
import { chooseOwn, foundItem, ownItems, type PaletteItem } from "./palette_items.ts";
import { PaletteList } from "./palette_list.ts";
import { request } from "./api.ts";

/** Milliseconds without a key before the server is asked. */
const rest = 90;
const page = 8;

/** Opens the palette: a field that finds everything by its name, and does what is chosen. */
export function openPalette(): void {
  if (document.querySelector("dialog.palette") !== null) return;
  const { dialog, field, status } = frame();
  const list = new PaletteList(field, () => pick());
  dialog.querySelector(".palette-body")?.append(list.element);
  const own = ownItems(openHelp);
  let [asked, waiting] = [0, undefined as ReturnType<typeof setTimeout> | undefined];
  let found: readonly PaletteItem[] = [];
  const show = (searching: boolean) => {
    const items = arrange(field.value, [...chooseOwn(field.value, own), ...found]);
    list.show(items);
    status.textContent = items.length > 0 ? `${items.length} found` : searching ? "Searching" : "Nothing was found";
    dialog.dataset["state"] = items.length === 0 && !searching ? "empty" : "filled";
  };
  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams({ text: field.value.slice(0, 100) });
    const answered = await request("GET", `/api/v1/search?${query}`).catch(() => ({ items: [] }));
    if (mine !== asked) return;
    found = (answered as { readonly items: readonly Found[] }).items.map(foundItem);
    show(false);
  };
  const pick = () => {
    const item = list.chosen;
    if (item === undefined) return;
    dialog.close();
    item.run();
  };
  field.addEventListener("input", () => {
    // What no longer fits goes at once, what is new comes with the answer.
    found = found.filter((item) => field.value.trim() !== "" && rank(field.value, item) > 0);
    show(true);
    clearTimeout(waiting);
    waiting = setTimeout(() => void ask(), rest);
  });
  field.addEventListener("keydown", (event) => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const move = moves[event.key];
    if (move !== undefined) list.move(move);
    else if (event.key === "Enter" && !event.isComposing) pick();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    asked++;
    clearTimeout(waiting);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  show(true);
  void ask();
}

/** Kinds with the best line first; without words as they came. */
function arrange(text: string, items: readonly PaletteItem[]): readonly PaletteItem[] {
  if (text.trim() === "") return items;
  const scores = new Map(items.map((item) => [item, rank(text, item)]));
  const score = (item: PaletteItem) => scores.get(item) ?? 0;
  const groups = [...Map.groupBy(items, ({ kind }) => kind).values()];
  const top = (group: readonly PaletteItem[]) => Math.max(...group.map(score));
  return groups.sort((a, b) => top(b) - top(a)).flat();
}

function frame() {
  const field = document.createElement("input");
  const attributes = {
    ...{ type: "text", role: "combobox", "aria-label": "Search assets, jobs, runs, stores, pages and actions" },
    ...{ "aria-controls": "palette-list", "aria-autocomplete": "list", "aria-expanded": "false" },
    ...{ autocomplete: "off", spellcheck: "false", placeholder: "An asset, job, run, store, page or action" },
  };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  const { dialog } = pageDialog("palette", field);
  dialog.setAttribute("aria-label", "Search or do");
  const status = document.createElement("p");
  status.className = "palette-status";
  status.setAttribute("role", "status");
  dialog.append(status);
  return { dialog, field, status };
}
