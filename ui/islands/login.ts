import "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { request } from "./api.ts";
import type { Island } from "./dom.ts";

/** Sends name and password, then goes where the reader wanted to. */
export const start: Island = (element, signal) => {
  const form = element.querySelector("form")!;
  const told = element.querySelector<HTMLElement>("[role=alert]")!;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    try {
      await request("POST", "/api/v1/session", { name: data.get("name"), password: data.get("password") });
      location.assign(ownPath(new URLSearchParams(location.search).get("next")));
    } catch (error) {
      told.textContent = error instanceof ApiProblem ? error.message : "The server does not answer";
      form.querySelector<HTMLInputElement>("[name=password]")?.select();
    }
  }, { signal });
};

/** An address of this server only: whoever made the link must not send people elsewhere. */
function ownPath(next: string | null): string {
  if (next === null) return "/";
  const url = new URL(next, location.origin);
  return url.origin === location.origin ? `${url.pathname}${url.search}` : "/";
}
