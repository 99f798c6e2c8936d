import "./dom.ts";

/** The switches for theme and time zone: kept in cookies, so that the server makes pages with them. */
export function startDisplay(): void {
  document.addEventListener("change", (event) => {
    const select = (event.target as Element).closest<HTMLSelectElement>("select[data-cookie]");
    if (select === null) return;
    const name = select.dataset["cookie"];
    document.cookie = `${name}=${encodeURIComponent(select.value)}; path=/; max-age=31536000; samesite=strict`;
    if (name === "theme") document.documentElement.dataset["theme"] = select.value;
    else location.reload();
  });
}
