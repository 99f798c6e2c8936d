import type { z } from "zod";
import { formatCount } from "../../../infra/format.ts";
import type { listBackups } from "../../api/backups/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { shellWord } from "../../shell_word.ts";
import type { Shell } from "../../views/layout.tsx";
import { type Column, Command, Section, Size, Table, Time } from "../../views/parts.tsx";

type Backups = z.output<typeof listBackups.output>;

const columns: readonly Column<Backups["items"][number]>[] = [
  { title: "Archive", as: "text", cell: ({ file }) => <code class="place">{file}</code> },
  { title: "Written", cell: ({ time }) => <Time at={time} /> },
  { title: "Size", as: "number", cell: ({ bytes }) => <Size bytes={bytes} /> },
];

/** Backups that there are, a button for one more, and how one is put back. */
export function BackupsView({ backups, shell }: { readonly backups: Backups; readonly shell: Shell }) {
  const { folder, items, total } = backups;
  const { program, environment } = shell;
  const newest = items[0]?.file ?? "ARCHIVE";
  return (
    <Section title="Backups">
      {folder === undefined ? <p>This server makes no backups.</p> : (
        <>
          <p>
            History, newest values and configuration in one archive, in{" "}
            <code class="place">{folder}</code>; runs go on meanwhile.
          </p>
          {mayAct(shell.caller.role, "admin") && <Make />}
          {items.length === 0 ? <p>There is none yet.</p> : <Table label="Backups" columns={columns} rows={items} />}
          {total > items.length && <p class="quiet">{formatCount(total - items.length)} older ones are not listed.</p>}
        </>
      )}
      <p>Putting one back is done on the command line, because it replaces what is there:</p>
      <Command line={`${program} restore ${shellWord(`backups/${newest}`)} --env ${environment}`} />
    </Section>
  );
}

function Make() {
  const action = { "type": "button", "data-action": "POST /api/v1/backups" } as const;
  return (
    <div class="actions">
      <button {...action} class="main" data-body="{}">Make a backup now</button>
      <button {...action} data-body={JSON.stringify({ historyOnly: true })}>Of the history only</button>
    </div>
  );
}
