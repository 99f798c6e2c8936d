import type { ColumnSchema } from "./types.ts";
import type { ResourceMap, ResourceValues } from "./resource.ts";

/** Anything that turns unknown input into a value or throws; a zod schema is one. */
export interface Parser<Value> {
  parse(input: unknown): Value;
}

/**
 * What sort of value an asset has and how it is kept. Assets name a kind; how a kind is written and read is decided by the
 * {@link KindHandler} that the project registers under the kind's name.
 *
 * `Made` is what a compute function returns where that is not the value itself: a query, say, that the handler runs while
 * it writes.
 */
export interface ValueKind<Value, Made = Value> {
  /** Name under which the handler is registered, such as `record`. */
  readonly name: string;
  /** A transient value lives only as long as its run; a later run that needs it computes it again. */
  readonly transient: boolean;
  /** File extension of the stored form, without the dot. Unused for transient kinds. */
  readonly extension: string;
  /** Checks and types a value that was read back. */
  readonly parser?: Parser<Value>;
  /** For the type checker only: what compute functions return. */
  readonly made?: Made;
}

/** A kind without a handler-specific parser. */
export function valueKind<Value, Made = Value>(
  name: string,
  options: { extension?: string; transient?: boolean } = {},
): ValueKind<Value, Made> {
  const { extension = "bin", transient = false } = options;
  return { name, extension, transient };
}

/** A JSON value, checked by `parser` when written and when read back. */
export function record<Value>(parser: Parser<Value>): ValueKind<Value> {
  return { name: "record", extension: "json", transient: false, parser };
}

/** What a handler tells about what it wrote. */
export interface WrittenValue {
  /** Number of rows, for tables. */
  readonly rows?: number;
  /** Columns, for tables. */
  readonly columns?: readonly ColumnSchema[];
}

/** Where a written value is. */
export interface PlacedValue extends WrittenValue {
  readonly path: string;
  readonly bytes: number;
}

/** Where a stored value is. */
export interface StoredValue extends PlacedValue {
  /** SHA-256 of the file. */
  readonly hash: string;
}

/** What a handler may use. */
export interface KindContext<Resources extends ResourceMap> {
  readonly resources: ResourceValues<Resources>;
  readonly signal: AbortSignal;
  /** A name, unique within the run, that is safe as an identifier in other systems. */
  readonly localName: string;
}

/** Writes and reads values of one kind. The engine names, flushes, hashes and renames the files. */
export interface KindHandler<Value = unknown, Resources extends ResourceMap = ResourceMap, Made = Value> {
  readonly kind: string;
  readonly resources?: Resources;
  /** Writes what a compute function made to the file `temporary`. */
  write(made: Made, temporary: string, context: KindContext<Resources>): Promise<WrittenValue>;
  /** Opens what {@link KindHandler.write} wrote. */
  read(stored: StoredValue, context: KindContext<Resources>): Promise<Value>;
  /**
   * Called after `made` was written, to give the value that checks and the rest of the run see.
   * @default `made` itself
   */
  adopt?(made: Made, placed: PlacedValue, context: KindContext<Resources>): Promise<Value>;
}
