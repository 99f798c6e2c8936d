/**
 * How this program starts Deno: the running binary, or, where only the name may be started, whatever `deno` is on the path.
 *
 * @param isGranted asks whether a command may be started
 */
export function denoCommand(isGranted: (command: string) => boolean = mayRun): string {
  const own = Deno.execPath();
  return isGranted(own) ? own : "deno";
}

function mayRun(command: string): boolean {
  return Deno.permissions.querySync({ name: "run", command }).state === "granted";
}
