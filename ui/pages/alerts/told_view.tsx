import type { z } from "zod";
import { formatDuration } from "../../../infra/format.ts";
import type { toldSchema } from "../../api/alerts/endpoints.ts";
import { type Column, Count, Name, Table, Time } from "../../views/parts.tsx";
import { eventWords } from "./parts.tsx";

type One = z.output<typeof toldSchema>;

/** What was told and is not over, and what is not told again for a while. */
export function Told({ told, now }: { readonly told: readonly One[]; readonly now: number }) {
  const columns: readonly Column<One>[] = [
    {
      title: "What",
      cell: ({ event, open }) => (
        <span class={`badge ${open ? "failed" : "warn"}`}>
          <span aria-hidden="true">{open ? "✕" : "!"}</span> {eventWords(event)}
        </span>
      ),
    },
    { title: "Of", as: "text", cell: ({ name }) => <Name text={name} /> },
    { title: "Told", cell: ({ time }) => <Time at={time} /> },
    { title: "Over", cell: ({ open }) => open ? "not yet" : <span class="quiet">told by itself</span> },
    { title: "Again after", wide: true, cell: ({ quietUntil }) => again(quietUntil, now) },
    { title: "Held back since", as: "number", wide: true, cell: ({ suppressed }) => <Count value={suppressed} /> },
    { title: "Rule", wide: true, cell: ({ rule }) => rule },
  ];
  return <Table label="Told lately" columns={columns} rows={told} />;
}

function again(quietUntil: number | undefined, now: number) {
  if (quietUntil === undefined) return <span class="quiet">the rule is gone</span>;
  return quietUntil > now ? `${formatDuration(quietUntil - now)} from now` : "at once";
}
