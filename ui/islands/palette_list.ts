import "./dom.ts";
import { headings, type PaletteItem } from "./palette_items.ts";

/** The lines of the palette under their headings, one of them chosen; the field names it to screen readers. */
export class PaletteList {
  readonly element = document.createElement("div");
  readonly #field: HTMLInputElement;
  #items: readonly PaletteItem[] = [];
  #chosen = -1;

  constructor(field: HTMLInputElement, onPick: () => void) {
    this.#field = field;
    this.element.id = "palette-list";
    this.element.className = "palette-list";
    this.element.setAttribute("role", "listbox");
    this.element.setAttribute("aria-label", "What was found");
    this.element.addEventListener("click", ({ target }) => {
      const index = indexOf(target);
      if (index === undefined) return;
      this.choose(index);
      onPick();
    });
    this.element.addEventListener("pointermove", ({ target }) => {
      const index = indexOf(target);
      if (index !== undefined && index !== this.#chosen) this.choose(index, false);
    });
    // The field keeps the keyboard.
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get chosen(): PaletteItem | undefined {
    return this.#items[this.#chosen];
  }

  get count(): number {
    return this.#items.length;
  }

  /** Shows other lines, those of a kind together, and chooses the first; without words none, lest Enter alone do something. */
  show(items: readonly PaletteItem[]): void {
    const groups = [...Map.groupBy(items, ({ kind }) => kind)];
    this.#items = groups.flatMap(([, group]) => group);
    let index = 0;
    this.element.replaceChildren(...groups.map(([kind, group]) => {
      const name = headings[kind] ?? kind;
      const box = document.createElement("div");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", name);
      const heading = part("palette-heading", name);
      heading.setAttribute("aria-hidden", "true");
      box.append(heading, ...group.map((item) => line(item, index++)));
      return box;
    }));
    this.element.hidden = items.length === 0;
    this.#field.setAttribute("aria-expanded", String(items.length > 0));
    this.#chosen = -1;
    this.element.scrollTop = 0;
    if (this.#field.value.trim() === "") this.#field.removeAttribute("aria-activedescendant");
    else this.choose(0);
  }

  /** Chooses a line; beyond the last one stands the first. */
  choose(index: number, scroll = true): void {
    const count = this.#items.length;
    this.#chosen = count === 0 ? -1 : (index + count) % count;
    for (const option of this.element.querySelectorAll<HTMLElement>("[role=option]")) {
      const chosen = Number(option.dataset["index"]) === this.#chosen;
      option.setAttribute("aria-selected", String(chosen));
      if (chosen && scroll) option.scrollIntoView({ block: "nearest" });
    }
    if (count === 0) this.#field.removeAttribute("aria-activedescendant");
    else this.#field.setAttribute("aria-activedescendant", `palette-${this.#chosen}`);
    // Also the heading above the first line.
    if (this.#chosen === 0 && scroll) this.element.scrollTop = 0;
  }

  move(lines: number): void {
    const end = Math.abs(lines) > 1;
    // From no line at all, up is the last one.
    const to = this.#chosen < 0 && lines < 0 ? -1 : this.#chosen + lines;
    this.choose(end ? Math.max(0, Math.min(this.#items.length - 1, to)) : to);
  }
}

function indexOf(target: EventTarget | null): number | undefined {
  const option = (target as Element).closest<HTMLElement>("[role=option]");
  return option === null ? undefined : Number(option.dataset["index"]);
}

function line({ title, detail, keys }: PaletteItem, index: number): HTMLElement {
  const option = document.createElement("div");
  option.id = `palette-${index}`;
  option.className = "palette-line";
  option.dataset["index"] = String(index);
  option.setAttribute("role", "option");
  option.append(part("title", title), part("detail", detail));
  if (keys !== undefined) option.append(part("keys", keys));
  return option;
}

function part(name: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = name;
  element.append(text);
  return element;
}
