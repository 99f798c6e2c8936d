/** What tells without reading a file whether it was written. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** When name, owner or times were changed; a copy that keeps its old time shows here. Absent where unknown. */
  readonly changed?: number;
}

/** A file whose content is known. */
export interface KnownFile extends FileStamp {
  /** SHA-256 of the content. */
  readonly hash: string;
}

/** A file that may still be being written. */
export interface UnsettledFile extends FileStamp {
  /** Since when it looks so, milliseconds since 1970. */
  readonly since: number;
}

/** What a file sensor remembers; files that are gone stay known, so that a disk that comes back brings nothing new. */
export interface FileMemory {
  /** Higher with each run that was asked for. */
  readonly generation: number;
  readonly known: Readonly<Record<string, KnownFile>>;
  readonly unsettled: Readonly<Record<string, UnsettledFile>>;
}

/** Nothing was seen yet. */
export const noFiles: FileMemory = { generation: 0, known: {}, unsettled: {} };

/** What is to be done about the files that there are. */
export interface FileSurvey {
  /** Written since they were known, and settled; sorted. */
  readonly toRead: readonly string[];
  readonly unsettled: Readonly<Record<string, UnsettledFile>>;
}

/** Whether two stamps say that nothing was written in between. */
export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.modified === b.modified && a.changed === b.changed;
}

/**
 * Compares files with what is remembered. A file has settled when it was last touched `settle` milliseconds ago, or has
 * looked the same for that long (its times may be those of another machine).
 */
export function surveyFiles(
  memory: FileMemory,
  stamps: ReadonlyMap<string, FileStamp>,
  { now, settle }: { readonly now: number; readonly settle: number },
): FileSurvey {
  const toRead: string[] = [];
  const unsettled: Record<string, UnsettledFile> = {};
  for (const [path, stamp] of [...stamps].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = memory.known[path];
    if (known !== undefined && sameStamp(known, stamp)) continue;
    const before = memory.unsettled[path];
    const looked = before !== undefined && sameStamp(before, stamp) && before.since <= now ? before.since : now;
    const touched = Math.max(stamp.modified, stamp.changed ?? stamp.modified);
    if (now - touched >= settle || now - looked >= settle) toRead.push(path);
    else unsettled[path] = { ...stamp, since: looked };
  }
  return { toRead, unsettled };
}
