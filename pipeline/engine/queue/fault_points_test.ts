import { materializationPoints } from "../testing/fault_process.ts";
import { killRunAt } from "../testing/kill_run.ts";

Deno.test("materializationPoints: a run that dies at any of them goes on, and makes one version of each value", async () => {
  const points = [...materializationPoints];
  const work = async () => {
    for (let point = points.shift(); point !== undefined; point = points.shift()) await killRunAt(point);
  };
  await Promise.all([work(), work()]);
});
