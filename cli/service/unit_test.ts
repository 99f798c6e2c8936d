import assert from "node:assert/strict";
import { join } from "node:path";
import { unitText } from "./unit.ts";

const unit = {
  name: "clustering",
  program: ["/bin/sh"],
  command: "daemon",
  environment: "prod",
  root: "/tmp",
  user: "root",
  writes: ["/srv/stores/data", "/var/log/my stores"],
  grace: 30_000,
};

Deno.test("unitText: starts the command of an environment in the project's folder, and stops it with patience", () => {
  const lines = unitText(unit).split("\n");
  assert.ok(lines.includes("ExecStart=/bin/sh daemon --env prod --root /tmp --log-format json"));
  assert.ok(lines.includes("TimeoutStopSec=60"));
  assert.ok(lines.includes("ReadWritePaths=-/srv/stores/data"));
  assert.ok(lines.includes('ReadWritePaths=-"/var/log/my stores"'));
});

Deno.test("unitText: what systemd reads as its own is written so that it does not", () => {
  const text = unitText({ ...unit, root: "/srv/100% $x" });
  assert.match(text, /^WorkingDirectory=\/srv\/100%% \$x$/m);
  assert.match(text, /--root "\/srv\/100%% \$\$x"/);
});

Deno.test({
  name: "unitText: systemd finds nothing wrong with it",
  ignore: await Deno.stat("/usr/bin/systemd-analyze").then(() => false, () => true),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const file = join(folder, "clustering.service");
      await Deno.writeTextFile(file, unitText(unit));
      const args = ["verify", "--man=no", file];
      const { code, stderr } = await new Deno.Command("systemd-analyze", { args }).output();
      const told = new TextDecoder().decode(stderr).split("\n").filter((line) => line.includes("clustering.service"));
      assert.deepEqual([code, told], [0, []]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
