import { ApiProblem } from "../api/call.ts";
import { type Island, propsOf } from "./dom.ts";
import { pastQueries, remember } from "./console/history.ts";
import { answerTable } from "./console/table.ts";

interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  readonly more: boolean;
  readonly milliseconds: number;
}

/** The SQL console: runs and cancels queries, keeps them in the browser, inserts names of tables and columns. */
export const start: Island = async (element, signal) => {
  const form = element.querySelector("form")!;
  const text = element.querySelector<HTMLTextAreaElement>("#sql-text")!;
  const told = element.querySelector<HTMLElement>(".told")!;
  const answer = element.querySelector<HTMLElement>(".answer")!;
  const cancel = element.querySelector<HTMLButtonElement>("[data-do=cancel]")!;
  let asking: AbortController | undefined;

  const run = async () => {
    const query = text.value.trim();
    if (query === "") return;
    asking?.abort();
    const own = asking = new AbortController();
    cancel.disabled = false;
    told.className = "told quiet";
    told.textContent = "Running …";
    history.replaceState(null, "", `?${new URLSearchParams({ query })}`);
    try {
      const found = await ask(query, own.signal);
      remember(query);
      answer.replaceChildren(answerTable(found));
      const count = `${found.rows.length.toLocaleString("en-US")} ${found.rows.length === 1 ? "row" : "rows"}`;
      told.textContent = `${found.more ? `The first ${count}; there are more` : count} · ${
        Math.round(found.milliseconds)
      } ms`;
    } catch (error) {
      if (own !== asking) return;
      told.className = own.signal.aborted ? "told quiet" : "told wrong";
      told.textContent = own.signal.aborted ? "Canceled" : messageOf(error);
    } finally {
      if (own === asking) {
        asking = undefined;
        cancel.disabled = true;
        showHistory();
      }
    }
  };
  const showHistory = () => {
    const list = element.querySelector(".history ol")!;
    list.replaceChildren(
      ...pastQueries().map((query) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "plain-button";
        button.append(query.replaceAll(/\s+/g, " ").slice(0, 160));
        button.addEventListener("click", () => {
          text.value = query;
          text.focus();
        });
        item.append(button);
        return item;
      }),
    );
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run();
  }, { signal });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void run();
  }, { signal });
  cancel.addEventListener("click", () => asking?.abort(), { signal });
  element.addEventListener("click", (event) => {
    const target = event.target as Element;
    const insert = target.closest<HTMLElement>("[data-insert]")?.dataset["insert"];
    if (insert !== undefined) insertText(text, insert);
    const format = target.closest<HTMLElement>("[data-do=csv], [data-do=parquet]")?.dataset["do"];
    if (format !== undefined) {
      location.assign(`/api/v1/sql/download?${new URLSearchParams({ query: text.value, format })}`);
    }
  }, { signal });
  element.querySelector<HTMLInputElement>("#table-search")?.addEventListener("input", (event) => {
    const wanted = (event.target as HTMLInputElement).value.trim().toLowerCase();
    for (const item of element.querySelectorAll<HTMLElement>("[data-words]")) {
      item.hidden = !(item.dataset["words"] ?? "").includes(wanted);
    }
  }, { signal });
  signal.addEventListener("abort", () => asking?.abort());
  showHistory();
  if (propsOf<{ readonly run: boolean }>(element).run) await run();
};

async function ask(query: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(`/api/v1/sql?${new URLSearchParams({ query, limit: "1000" })}`, { signal });
  const found = await response.json();
  if (!response.ok) throw new ApiProblem(found);
  return found;
}

function messageOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return "The server does not answer";
  const { detail, place, remedy } = error.details as { detail: string; place?: string; remedy?: string };
  return [place === undefined ? detail : `${detail} (${place})`, remedy].filter((part) => part !== undefined).join(
    ". ",
  );
}

function insertText(text: HTMLTextAreaElement, insert: string): void {
  text.setRangeText(insert, text.selectionStart, text.selectionEnd, "end");
  text.focus();
}
