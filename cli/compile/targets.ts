/** A platform that a program can be compiled for. */
export interface CompileTarget {
  /** Name that `deno compile --target` takes. */
  readonly name: string;
  /** Package with DuckDB's native code. */
  readonly bindings: string;
  /** DuckDB's library in that package. */
  readonly library: string;
  /** What the program's file name ends with. */
  readonly suffix: "" | ".exe";
}

/** Every platform that `deno compile` supports. */
export const compileTargets: readonly CompileTarget[] = [
  target("x86_64-unknown-linux-gnu", "linux-x64", "libduckdb.so"),
  target("aarch64-unknown-linux-gnu", "linux-arm64", "libduckdb.so"),
  target("x86_64-apple-darwin", "darwin-x64", "libduckdb.dylib"),
  target("aarch64-apple-darwin", "darwin-arm64", "libduckdb.dylib"),
  target("x86_64-pc-windows-msvc", "win32-x64", "duckdb.dll", ".exe"),
];

function target(name: string, platform: string, library: string, suffix: CompileTarget["suffix"] = ""): CompileTarget {
  return { name, bindings: `@duckdb/node-bindings-${platform}`, library, suffix };
}

/** The platform of a name. @throws RangeError for one that is none of {@link compileTargets} */
export function compileTarget(name: string): CompileTarget {
  const found = compileTargets.find((one) => one.name === name);
  if (found === undefined) {
    const names = compileTargets.map((one) => one.name).join(", ");
    throw new RangeError(`Cannot compile for "${name}": the platforms are ${names}`);
  }
  return found;
}
