import { openSession, type Session } from "../../io/duckdb/mod.ts";
import { describeTable } from "../../io/table.ts";
import type { Table } from "../../io/types.ts";

/** A temporary folder and a session in memory, both gone after the test. */
export interface Workspace {
  /** Absolute path of an empty folder. */
  readonly folder: string;
  readonly session: Session;
  /** Absolute path of a name in the folder. */
  path(name: string): string;
  /** Makes the table `relation` from a query. */
  table(relation: string, query: string): Promise<Table>;
  /** Writes a text file into the folder and returns its path. */
  file(name: string, content: string | Uint8Array): Promise<string>;
}

/** Runs a test in a workspace of its own. */
export async function withWorkspace(test: (workspace: Workspace) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await using session = await openSession({ threads: 2 });
    await test(workspaceOf(folder, session));
  });
}

function workspaceOf(folder: string, session: Session): Workspace {
  const path = (name: string) => `${folder}/${name}`;
  return {
    folder,
    session,
    path,
    async table(relation, query) {
      await session.run(`CREATE TABLE "${relation}" AS ${query}`);
      return await describeTable(session, relation);
    },
    async file(name, content) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(path(name), bytes);
      return path(name);
    },
  };
}

/** Runs a test with an empty temporary folder, which is gone afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "clustering-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Names of the entries of a folder, sorted. */
export async function listFolder(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) names.push(entry.name);
  return names.sort();
}
