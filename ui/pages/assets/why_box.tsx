import type { z } from "zod";
import type { explainAssetNow, Sentence } from "../../api/assets/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { type Shell, withQuery } from "../../views/layout.tsx";
import { Section } from "../../views/parts.tsx";

/** Why an asset is stale or fresh, as the API tells. */
export type Why = z.output<typeof explainAssetNow["output"]>;

const titles = {
  fresh: "Why it is fresh",
  stale: "Why it is stale",
  open: "Why it may be stale",
  passing: "How it stands",
};

/** Why an asset is stale or fresh, down to what changed first, and the button that mends it. */
export function WhyBox({ why: { standing, words, repair }, shell }: { readonly why: Why; readonly shell: Shell }) {
  return (
    <Section title={titles[standing]} id="why">
      <div class={`why ${standing}`}>
        <p>{words.text}</p>
        <Sentences lines={words.lines} depth={0} />
        {standing !== "fresh" && <Length url={shell.url} />}
        {repair !== undefined && mayAct(shell.caller.role, "operator") && (
          <button
            type="button"
            data-action="POST /api/v1/assets/materialize"
            data-body={JSON.stringify(repair)}
            data-then="/runs/{run}"
          >
            Make what is stale: {repair.selection}
          </button>
        )}
      </div>
    </Section>
  );
}

/** From the short tree to the whole one and back. */
function Length({ url }: { readonly url: URL }) {
  const whole = url.searchParams.get("why") === "all";
  return (
    <p>
      <a href={`${withQuery(url, { why: whole ? undefined : "all" })}#why`}>{whole ? "Shorter" : "All reasons"}</a>
    </p>
  );
}

const deepest = 8;
const mostLines = 30;

function Sentences({ lines, depth }: { readonly lines: readonly Sentence[]; readonly depth: number }) {
  if (lines.length === 0) return null;
  if (depth === deepest) return <p class="quiet">… and so on</p>;
  return (
    <ul>
      {lines.slice(0, mostLines).map((line) => (
        <li>
          {line.text}
          <Sentences lines={line.lines} depth={depth + 1} />
        </li>
      ))}
      {lines.length > mostLines && <li class="quiet">and {lines.length - mostLines} more</li>}
    </ul>
  );
}
