import "./dom.ts";

/** Shows a short message that goes by itself; errors stay until they are closed. */
export function tell(message: string, kind: "done" | "error" = "done"): void {
  const place = document.getElementById("notices");
  if (place === null) return;
  const notice = document.createElement("p");
  notice.className = `notice ${kind}`;
  notice.append(message);
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", "Close");
  close.append("×");
  close.addEventListener("click", () => notice.remove());
  notice.append(close);
  place.append(notice);
  if (kind === "done") setTimeout(() => notice.remove(), 6_000);
}
