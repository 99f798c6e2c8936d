import "./dom.ts";

/** A dialog over the page: a head with a button that closes it, and a body. */
export interface PageDialog {
  readonly dialog: HTMLDialogElement;
  readonly body: HTMLElement;
}

/** Makes a dialog; a click on what is beside it closes it. */
export function pageDialog(className: string, head: Element): PageDialog {
  const dialog = document.createElement("dialog");
  dialog.className = className;
  const close = document.createElement("button");
  close.type = "button";
  close.append("Close");
  close.addEventListener("click", () => dialog.close());
  const top = document.createElement("div");
  top.className = "palette-head";
  top.append(head, close);
  const body = document.createElement("div");
  body.className = "palette-body";
  dialog.append(top, body);
  // What is beside the dialog belongs to its backdrop.
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  return { dialog, body };
}
