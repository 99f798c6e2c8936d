import type { z } from "zod";
import type { settingSchema } from "../../api/settings/endpoints.ts";
import { type Column, Name } from "../../views/parts.tsx";

type Setting = z.output<typeof settingSchema>;

/** Values of the configuration with what they mean and where they were written. */
export const settingColumns: readonly Column<Setting>[] = [
  {
    title: "Key",
    as: "text",
    cell: ({ path, about }) => (
      <>
        <code class="setting-key">
          <Name text={path} />
        </code>
        {about !== undefined && <p class="quiet about">{about}</p>}
      </>
    ),
  },
  { title: "Value", as: "text", cell: (setting) => <Value setting={setting} /> },
  {
    title: "From",
    cell: ({ origin, place, changed }) =>
      changed
        ? <code class="origin" title={place}>{shortPlace(origin)}</code>
        : <span class="quiet" title={place}>default</span>,
  },
];

function Value({ setting: { value, secret } }: { readonly setting: Setting }) {
  if (value === null || value === "") return <span class="quiet">{value === null ? "null" : "empty"}</span>;
  const isList = Array.isArray(value) && value.some((item) => typeof item === "object");
  const shown = typeof value === "string" ? value : JSON.stringify(value, null, isList ? 2 : undefined);
  return (
    <>
      {isList ? <pre class="value" tabindex={0}>{shown}</pre> : <code class="value">{shown}</code>}
      {secret && (
        <>
          {" "}
          <span class="tag">masked</span>
        </>
      )}
    </>
  );
}

/** The file's name with its line instead of its whole path, which stands in the title. */
function shortPlace(origin: string): string {
  return origin.startsWith("env ") ? origin : origin.split(/[\\/]/).at(-1) ?? origin;
}
