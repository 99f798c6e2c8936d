import { Problem, toError } from "../../infra/errors.ts";
import type { Health } from "./report.ts";

/** Milliseconds that the pages get to answer. */
const patience = 20_000;

/**
 * Asks the pages whether they and their history answer. That they do not is a state, not an error.
 *
 * @param address such as `http://127.0.0.1:3000`
 * @throws {Problem} of kind usage when the address is none
 */
export async function askPages(address: string): Promise<Health> {
  if (!/^https?:\/\//.test(address) || !URL.canParse("/api/v1/health", address)) {
    throw new Problem("usage", `Cannot ask "${address}": it is not the address of pages`, {
      remedy: 'Give one such as "--pages http://127.0.0.1:3000".',
    });
  }
  const url = new URL("/api/v1/health", address).href;
  const told = (state: "ok" | "failing", detail: string, known: { time?: number; environment?: string } = {}) => {
    const { time = 0, environment = "" } = known;
    const remedy = state === "ok" ? {} : { remedy: 'Start them: "clustering ui". Their log tells why they ended.' };
    return { state, time, environment, checks: [{ name: "Pages", state, detail, ...remedy }], workers: [] };
  };
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience), redirect: "manual" });
    const text = await response.text();
    if (!response.ok) return told("failing", `${url} answers ${response.status}`);
    const { status, version, environment, time } = JSON.parse(text);
    if (status !== "ok") return told("failing", `${url} answers something else`);
    return told("ok", `${environment}: they and their history answer, version ${version}`, { time, environment });
  } catch (error) {
    return told("failing", `${url} does not answer: ${reasonOf(toError(error))}`);
  }
}

/** Of a chain of causes in one line, the last. */
function reasonOf({ message }: Error): string {
  const last = message.split(": ").at(-1)!.replace(/ \(os error \d+\)$/, "");
  return `${last.slice(0, 1).toLowerCase()}${last.slice(1)}`;
}
