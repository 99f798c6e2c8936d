import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";

/** Completes the last word of a selection: the list under the field offers the field's text with that word replaced. */
export const start: Island = (element, signal) => {
  const field = element as HTMLInputElement;
  const { words } = propsOf<{ readonly words: readonly string[] }>(field);
  const list = document.getElementById(field.getAttribute("list") ?? "");
  if (list === null) return;
  field.addEventListener("input", () => {
    list.replaceChildren(
      ...completions(field.value, words).map((value) => {
        const option = document.createElement("option");
        option.value = value;
        return option;
      }),
    );
  }, { signal });
};

const most = 20;

/** Texts that complete the last word of a selection. */
export function completions(text: string, words: readonly string[]): readonly string[] {
  const [, before = "", start = ""] = /^(.*?(?:^|[\s,&()+\d]))([^\s,&()+]*)$/s.exec(text) ?? [];
  if (start === "") return [];
  const wanted = start.toLowerCase();
  const rank = (word: string) => word.toLowerCase().startsWith(wanted) ? 0 : 1;
  return words.filter((word) => word.toLowerCase().includes(wanted)).toSorted((a, b) => rank(a) - rank(b))
    .slice(0, most).map((word) => before + word);
}
