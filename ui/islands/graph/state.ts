/** What of the graph is shown, as the address has it. */
export interface GraphQuery {
  readonly selection?: string | undefined;
  readonly focus?: string | undefined;
  readonly up?: string | undefined;
  readonly down?: string | undefined;
  readonly collapsed?: string | undefined;
}

const names = ["selection", "focus", "up", "down", "collapsed"] as const;

/** Reads what an address asks for. An empty list of groups means something, other empty values do not. */
export function graphQuery(query: URLSearchParams): GraphQuery {
  const entries = names.flatMap((name) => {
    const value = query.get(name);
    return value === null || (value === "" && name !== "collapsed") ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** The query of the API, or of a page with further values of its own. */
export function queryText(query: GraphQuery, further: Readonly<Record<string, string>> = {}): string {
  const entries = names.flatMap((name): [string, string][] => query[name] === undefined ? [] : [[name, query[name]]]);
  return String(new URLSearchParams([...Object.entries(further), ...entries]));
}

/** Groups after one of them was opened or closed. */
export function toggled(collapsed: readonly string[], group: string): string {
  return (collapsed.includes(group) ? collapsed.filter((one) => one !== group) : [...collapsed, group]).join(",");
}
