import assert from "node:assert/strict";
import { interruptSignal, onReloadSignal, type ProcessSignal, type SignalSource } from "./signals.ts";

function handSource(): SignalSource & { send(signal: ProcessSignal): void; readonly size: number } {
  const listeners = new Set<readonly [ProcessSignal, () => void]>();
  return {
    add: (signal, listener) => void listeners.add([signal, listener]),
    remove(signal, listener) {
      for (const entry of listeners) if (entry[0] === signal && entry[1] === listener) listeners.delete(entry);
    },
    send(signal) {
      for (const [wanted, listener] of listeners) if (wanted === signal) listener();
    },
    get size() {
      return listeners.size;
    },
  };
}

Deno.test("interruptSignal: the first signal aborts with an interrupted problem, the second ends at once", () => {
  const source = handSource();
  const codes: number[] = [];
  using interrupt = interruptSignal({ onSecond: (code) => codes.push(code), source });
  assert.ok(!interrupt.signal.aborted);
  source.send("SIGINT");
  assert.ok(interrupt.signal.aborted);
  assert.equal(interrupt.signal.reason.kind, "interrupted");
  assert.equal(interrupt.signal.reason.message, "Cannot go on: interrupted by Ctrl-C");
  assert.deepEqual(codes, []);
  source.send("SIGTERM");
  source.send("SIGINT");
  assert.deepEqual(codes, [143, 130]);
});

Deno.test("interruptSignal: disposing it stops listening", () => {
  const source = handSource();
  const interrupt = interruptSignal({ onSecond: () => assert.fail("not a second signal"), source });
  assert.equal(source.size, 2);
  interrupt[Symbol.dispose]();
  interrupt[Symbol.dispose]();
  assert.equal(source.size, 0);
  source.send("SIGINT");
  assert.ok(!interrupt.signal.aborted);
});

Deno.test("interruptSignal: a real process ends cleanly on the first TERM and at once on the second", async () => {
  const module = new URL("./signals.ts", import.meta.url).href;
  const script = `
    import { interruptSignal } from ${JSON.stringify(module)};
    setTimeout(() => Deno.exit(99), 120_000);
    const interrupt = interruptSignal({ onSecond: (code) => Deno.exit(code) });
    interrupt.signal.addEventListener("abort", () => {
      console.log(interrupt.signal.reason.kind);
      Deno.kill(Deno.pid, "SIGTERM");
    });
    Deno.kill(Deno.pid, "SIGTERM");
  `;
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, script);
    const args = ["run", "--no-config", "--no-lock", "--allow-run", path];
    const { code, stdout } = await new Deno.Command(await denoCommand(), { args, stderr: "null" }).output();
    assert.equal(new TextDecoder().decode(stdout), "interrupted\n");
    assert.equal(code, 143);
  } finally {
    await Deno.remove(path);
  }
});

async function denoCommand(): Promise<string> {
  const command = Deno.execPath();
  const { state } = await Deno.permissions.query({ name: "run", command });
  return state === "granted" ? command : "deno";
}

Deno.test("onReloadSignal: every HUP calls, until it is disposed; on a terminal HUP keeps its meaning", () => {
  const source = handSource();
  let reloads = 0;
  {
    using _reload = onReloadSignal(() => void reloads++, { source, onTerminal: false });
    source.send("SIGHUP");
    source.send("SIGHUP");
  }
  source.send("SIGHUP");
  assert.deepEqual([reloads, source.size], [2, 0]);
  using _none = onReloadSignal(() => void reloads++, { source, onTerminal: true });
  assert.equal(source.size, 0);
});
