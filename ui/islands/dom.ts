/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Starts an island on the element that asks for it; `signal` ends it when the element goes. */
export type Island = (element: HTMLElement, signal: AbortSignal) => void | Promise<void>;

/** What the server gave an island as JSON in `data-props`. */
export function propsOf<Props>(element: HTMLElement): Props {
  return JSON.parse(element.dataset["props"] ?? "{}") as Props;
}
