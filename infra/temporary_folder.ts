/** Runs `work` while this process's folder for temporary files is `folder`, for what can be told in no other way. */
export async function withTemporaryFolder<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
  const name = Deno.build.os === "windows" ? "TMP" : "TMPDIR";
  const before = Deno.env.get(name);
  Deno.env.set(name, folder);
  try {
    return await work();
  } finally {
    if (before === undefined) Deno.env.delete(name);
    else Deno.env.set(name, before);
  }
}
