import "./dom.ts";
import { pageDialog } from "./palette_dialog.ts";
import { navigation, setSingleKeys, singleKeys } from "./palette_keys.ts";

const general: readonly (readonly [keys: string, words: string])[] = [
  ["Ctrl K", "Search or do: assets, jobs, runs, stores, pages, actions"],
  ["/", "To the search field of the page"],
  ["?", "This list"],
  ["Esc", "Close a dialog or a list"],
  ["Tab", "On to the next field, button or link; Shift Tab goes back"],
];

const log: readonly (readonly [keys: string, words: string])[] = [
  ["↓", "Next line; ↑ the one before it, Page Down, Page Up, Home and End further"],
  ["n", "Next hit of a search; N the one before it"],
  ["Enter", "In the field of the text: next hit; Shift Enter the one before it"],
];

/** Shows every key and what it does. */
export function openHelp(): void {
  if (document.querySelector("dialog[open]") !== null) return;
  const title = document.createElement("h2");
  title.id = "shortcuts-title";
  title.append("Keyboard shortcuts");
  const { dialog, body } = pageDialog("palette shortcuts", title);
  dialog.setAttribute("aria-labelledby", title.id);
  body.tabIndex = 0;
  const moves = navigation().flatMap(({ title, key }) => key === undefined ? [] : [[`g ${key}`, title] as const]);
  body.append(listOf("Everywhere", general), listOf("Go to", moves), listOf("In a log", log), singleSwitch());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function listOf(name: string, keys: readonly (readonly [string, string])[]): HTMLElement {
  const section = document.createElement("section");
  const heading = document.createElement("h3");
  heading.append(name);
  const list = document.createElement("dl");
  for (const [combination, words] of keys) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    term.append(
      ...combination.split(" ").map((key) => {
        const cap = document.createElement("kbd");
        cap.append(key);
        return cap;
      }),
    );
    const meaning = document.createElement("dd");
    meaning.append(words);
    row.append(term, meaning);
    list.append(row);
  }
  section.append(heading, list);
  return section;
}

/** Single letters get in the way of who speaks instead of typing. */
function singleSwitch(): HTMLElement {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = singleKeys();
  box.addEventListener("change", () => setSingleKeys(box.checked));
  label.append(box, " Keys without Ctrl are on");
  return label;
}
