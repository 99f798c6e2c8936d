import { Problem } from "../infra/errors.ts";

/** Numbers of the system's errors that a person can do something about, with what they say. */
const known: Readonly<Record<string, string>> = {
  "1": "it is not allowed",
  "13": "permission is denied",
  "20": "a part of the path is no folder",
  "21": "it is a folder",
  "30": "the file system is read-only",
  "36": "the name is too long",
  "40": "its links lead in a circle",
};

const verbs: Readonly<Record<string, string>> = {
  stat: "look at",
  lstat: "look at",
  open: "open",
  readfile: "read",
  readdir: "look into",
  mkdir: "make",
  writefile: "write",
  remove: "remove",
  rename: "move",
};

/** The problem that an error of the system stands for, where a person can mend it: a path that may not be used. */
export function machineProblem(error: Error): Problem | undefined {
  const [, number = "", verb = "", path] = /\(os error (\d+)\)(?:: (\w+) '([^']*)')?/.exec(error.message) ?? [];
  const what = known[number];
  if (what === undefined || path === undefined) return undefined;
  return new Problem("configuration", `Cannot ${verbs[verb] ?? "use"} "${path}": ${what}`, {
    place: path,
    remedy: "Choose another path, or let this user use that one.",
    cause: error,
  });
}
