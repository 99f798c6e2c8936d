import type { Child } from "hono/jsx";
import type { Shell } from "../../views/layout.tsx";
import { Command } from "../../views/parts.tsx";
import type { Overview } from "./home_page.tsx";

/** What to do first, with what is done ticked off. */
export function Checklist({ shell, overview: { checklist } }: { readonly shell: Shell; readonly overview: Overview }) {
  const { program, environment } = shell;
  return (
    <section class="checklist" aria-labelledby="first-steps">
      <h2 id="first-steps">First steps</h2>
      <ol>
        <Step done={checklist.ran} title="Launch a job">
          Choose one of the <a href="/jobs">jobs</a> and press Launch, or in a terminal:
          {checklist.job !== undefined && <Command line={`${program} run ${checklist.job} --env ${environment}`} />}
        </Step>
        <Step done={checklist.succeeded} title="See it succeed">
          Watch its steps in the list of <a href="/runs">runs</a>; if one fails, its page says why and what to do.
        </Step>
        <Step done={checklist.scheduled} title="Let it run by itself">
          Start a schedule or a sensor:
          <Command line={`${program} schedule list --env ${environment}`} />
        </Step>
        <Step done={checklist.alerts} title="Be told of failures">
          Name a channel under <code>alerts</code> in <code>config/{environment}.yaml</code>.
        </Step>
      </ol>
    </section>
  );
}

function Step({ done, title, children }: { readonly done: boolean; readonly title: string; readonly children: Child }) {
  return (
    <li class={done ? "done" : undefined}>
      <strong>
        <span aria-hidden="true">{done ? "✓" : "○"}</span> {title}
        {done && <span class="unseen">, done</span>}
      </strong>
      {!done && <div>{children}</div>}
    </li>
  );
}
