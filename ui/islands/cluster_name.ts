import "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { request } from "./api.ts";
import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";
import { tell } from "./notices.ts";

interface Props {
  /** Address of the cluster's name. */
  readonly path: string;
  readonly run?: string;
}

/** Gives a cluster the name that stands in the form. */
export const start: Island = (element, signal) => {
  const { path, run } = propsOf<Props>(element);
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = String(new FormData(element as HTMLFormElement).get("name") ?? "").trim();
    try {
      await request("PUT", path, { name, ...(run === undefined ? {} : { run }) });
      location.reload();
    } catch (error) {
      tell(error instanceof ApiProblem ? error.message : "The server does not answer", "error");
    }
  }, { signal });
};
