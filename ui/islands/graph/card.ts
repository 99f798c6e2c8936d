import "../dom.ts";
import type { LineageNode } from "./model.ts";

/** What the card of a node does. */
export interface CardActions {
  readonly onNear: (up: number | undefined, down: number | undefined) => void;
  readonly onToggle: (group: string) => void;
  readonly onClose: () => void;
}

const words: Readonly<Record<string, string>> = {
  never: "never built",
  transient: "made in passing, not kept",
  partial: "some partitions have no value",
};

/** Fills the card with what is known of a node, all of it as text. */
export function fillCard(card: HTMLElement, node: LineageNode, actions: CardActions, mayRun: boolean): void {
  const { asset, group } = node;
  const close = button("×", actions.onClose);
  close.className = "close";
  close.setAttribute("aria-label", "Close");
  if (group !== undefined) {
    card.replaceChildren(
      close,
      element("h2", group.name),
      facts(Object.entries(group.healths).map(([health, count]) => [words[health] ?? health, String(count)])),
      row(button("Open the group", () => actions.onToggle(group.name))),
    );
    return;
  }
  if (asset === undefined) return;
  const { checks, lastRun, partitions } = asset;
  const heading = element("h2", "");
  heading.append(link(`/assets/${encodeURIComponent(asset.name)}`, asset.name));
  const known: [string, string | Node][] = [
    ["Health", asset.activity ?? words[asset.health] ?? asset.health],
    ["Group", asset.group],
    ["Kind", asset.kind],
  ];
  if (asset.builtAt !== undefined) {
    known.push(["Built", new Date(asset.builtAt).toISOString().slice(0, 16).replace("T", " ")]);
  }
  if (asset.rows !== undefined) known.push(["Rows", asset.rows.toLocaleString("en-US")]);
  if (partitions !== undefined) known.push(["Partitions", `${partitions.built} of ${partitions.keys}`]);
  if (checks.defined > 0) known.push(["Checks", `${checks.passed} passed, ${checks.warn + checks.error} failed`]);
  if (lastRun !== undefined) {
    known.push(["Last run", link(`/runs/${encodeURIComponent(lastRun.run)}`, `${lastRun.status} ${lastRun.run}`)]);
  }
  card.replaceChildren(
    close,
    heading,
    element("p", asset.description),
    ...(lastRun?.message === undefined ? [] : [element("p", lastRun.message, "wrong")]),
    facts(known),
    row(
      button("1 layer around", () => actions.onNear(1, 1)),
      button("All it needs", () => actions.onNear(undefined, 0)),
      button("All that needs it", () => actions.onNear(0, undefined)),
      ...(mayRun ? [materialize(asset.name)] : []),
    ),
  );
}

function materialize(name: string): HTMLElement {
  const made = button("Materialize", () => undefined);
  Object.assign(made.dataset, {
    action: "POST /api/v1/assets/materialize",
    body: JSON.stringify({ selection: name }),
    then: "/runs/{run}",
  });
  return made;
}

function facts(pairs: readonly (readonly [string, string | Node])[]): HTMLElement {
  const list = element("dl", "", "facts");
  for (const [name, value] of pairs) {
    const pair = document.createElement("div");
    const described = document.createElement("dd");
    described.append(value);
    pair.append(element("dt", name), described);
    list.append(pair);
  }
  return list;
}

function row(...items: readonly Node[]): HTMLElement {
  const made = element("div", "", "actions");
  made.append(...items);
  return made;
}

function element(name: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  made.append(text);
  return made;
}

function link(href: string, text: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = href;
  made.append(text);
  return made;
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.append(text);
  made.addEventListener("click", onClick);
  return made;
}
