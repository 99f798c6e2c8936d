/**
 * What of an output is its shape: any number, time, name of a run and number of blanks stands for any other, and the program
 * is called by one name however it was started.
 */
export function shapeOf(text: string): string {
  return text
    // deno-lint-ignore no-control-regex -- colours
    .replace(/\u001b\[[0-9;]*m/g, "")
    .replaceAll("npx -y deno@2.9.6 task cli", "clustering")
    .replaceAll("deno task cli", "clustering")
    // A task is told the folder, a program is started in it.
    .replace(/next +clustering (.*) --root (\S+)/g, "next cd $2 && clustering $1")
    .replace(/\b(?=[a-z]*\d)[0-9a-z]{16}\b/g, "ID")
    .replace(/\d+([\d.,:]*\d)?/g, "0")
    .replace(/\b0 (ms|s|min|h)\b/g, "0 s")
    .replace(/[ \t]+/g, " ")
    .replace(/[─-]{3,}/g, "---")
    .trim();
}

/** Lines that Deno prints about itself when a task is started. */
const aboutTasks = /^(Task |Warning Permissions in the config file)/;

/**
 * Whether a command printed what a page shows: line by line in shape, where `…` within a line stands for anything, and a line
 * of `…` alone for any number of lines.
 */
export function showsOutput(shown: readonly string[], told: string): boolean {
  const lines = shown.map(shapeOf);
  while (lines.at(-1) === "") lines.pop();
  const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const pattern = lines.map((line) => line === "…" ? "(.*\n)*?" : `${line.split("…").map(escape).join(".*")} *\n`);
  const plain = told.split("\n").map(shapeOf).filter((line) => !aboutTasks.test(line));
  while (plain.at(-1) === "") plain.pop();
  return new RegExp(`^${pattern.join("")}$`).test(`${plain.join("\n")}\n`);
}
