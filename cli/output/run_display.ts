import type { Clock } from "../../infra/clock.ts";
import type { RunEvent } from "../../pipeline/engine/mod.ts";
import { eventLines } from "./event_lines.ts";
import { progressFrame } from "./frame.ts";
import { jsonLine } from "./json.ts";
import { liveArea } from "./live.ts";
import { noticeLines, urgentLines } from "./notices.ts";
import { runProgress } from "./progress.ts";
import type { OutputStream } from "./stream.ts";
import type { Style } from "./style.ts";
import { truncate } from "./width.ts";

/** Shows a run while it goes on. Disposing it leaves the terminal as it was found, in whatever way the run ended. */
export interface RunDisplay extends Disposable {
  /** Takes the next event in. */
  event(event: RunEvent): void;
  /** Shows a line of text, such as a log record, without disturbing what is drawn. */
  line(text: string): void;
  /** Shows the message of an urgent log record in few words; undefined where {@link RunDisplay.line} does. */
  readonly urgent?: (isError: boolean, message: string) => void;
  /** Says that an end was asked for and is on its way. */
  stopping(): void;
}

/** What a display needs. */
export interface DisplayOptions {
  readonly output: OutputStream;
  readonly style: Style;
  readonly clock: Clock;
  /** Shows more events. @default false */
  readonly verbose?: boolean;
}

const frameMilliseconds = 100;

/** Running steps in place, ended assets above them: for a terminal. */
export function liveDisplay({ output, style, clock, verbose = false }: DisplayOptions): RunDisplay {
  const area = liveArea(output);
  const progress = runProgress();
  const ended = new AbortController();
  const startedAt = clock.now();
  let stopping = false;
  const frame = () => progressFrame(progress, { style, size: output.size(), now: clock.now(), startedAt, stopping });
  const draw = () => area.draw(frame());
  const print = (lines: readonly string[]) => {
    const { columns } = output.size();
    area.print(lines.map((line) => truncate(line, columns - 1)), frame());
  };
  void animate();

  async function animate(): Promise<void> {
    while (!ended.signal.aborted) {
      draw();
      await clock.sleep(frameMilliseconds, ended.signal).catch(() => undefined);
    }
  }

  return {
    event(event) {
      const lines = progress.apply(event).flatMap((notice) => noticeLines(notice, style));
      if (lines.length > 0) print(lines);
    },
    line: (text) => print(text.split("\n")),
    ...(verbose ? {} : { urgent: (isError: boolean, message: string) => print(urgentLines(isError, message, style)) }),
    stopping() {
      stopping = true;
      draw();
    },
    [Symbol.dispose]() {
      ended.abort();
      area[Symbol.dispose]();
    },
  };
}

/** A line of text for each event but log records, which come as {@link RunDisplay.line}: for files, pipes, dumb terminals. */
export function lineDisplay({ output, style, verbose = false }: DisplayOptions): RunDisplay {
  return {
    event(event) {
      for (const line of eventLines(event, { style, verbose, logs: false })) output.write(`${line}\n`);
    },
    line: (text) => output.write(`${text}\n`),
    stopping: () => output.write("stopping; Ctrl-C again stops at once\n"),
    [Symbol.dispose]() {},
  };
}

/** A line of JSON for each event and nothing else: for scripts. Other lines go to `errors`. */
export function jsonDisplay({ output }: DisplayOptions, errors: OutputStream): RunDisplay {
  return {
    event: (event) => output.write(jsonLine(event)),
    line: (text) => errors.write(`${text}\n`),
    stopping() {},
    [Symbol.dispose]() {},
  };
}
