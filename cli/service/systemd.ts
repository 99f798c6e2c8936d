import { exitCodes, Problem } from "../../infra/errors.ts";

/** What the service manager answered. */
export interface Answer {
  readonly success: boolean;
  readonly output: string;
}

/** Asks systemd. @throws {Problem} of kind configuration where there is no systemd, or it may not be asked */
export async function systemctl(...words: readonly string[]): Promise<Answer> {
  if (Deno.permissions.querySync({ name: "run", command: "systemctl" }).state !== "granted") {
    throw new Problem("configuration", "Cannot ask systemd: Deno does not allow it", {
      remedy: "Use the compiled program, or print the unit with --dry-run and install it by hand.",
    });
  }
  const args = ["--no-pager", ...words];
  // Where PATH is empty, a program is found by its whole name only.
  for (const program of ["systemctl", "/usr/bin/systemctl"]) {
    try {
      const { success, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
      const parts = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
      return { success, output: parts.filter((part) => part !== "").join("\n") };
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  throw new Problem("configuration", "Cannot ask systemd: there is no systemctl on this machine", {
    remedy: "Start the program by what this machine starts services with; --dry-run shows how.",
  });
}

function isAbsent(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return true;
  return error instanceof Error && error.message.includes("no path to search");
}

/** Asks systemd to do something. @throws {Problem} of kind configuration when it refuses */
export async function haveSystemd(...words: readonly string[]): Promise<void> {
  const { success, output } = await systemctl(...words);
  if (success) return;
  throw new Problem("configuration", `Cannot run "systemctl ${words.join(" ")}": ${output.split("\n")[0] ?? ""}`, {
    remedy: "Look at the journal: journalctl -xe.",
  });
}

/** Exit code of `service status` for a service that does not run. */
export const stoppedCode = exitCodes.configuration;
