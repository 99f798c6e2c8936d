import { join } from "node:path";
import { Problem } from "../infra/errors.ts";
import type { Materialization } from "../pipeline/engine/mod.ts";
import { loadEngine } from "./later.ts";
import { assetsFolder, type Workspace } from "./wire.ts";

/**
 * Path of a stored value that is still as it was written.
 *
 * @throws {Problem} of kind data with the file and what to do
 */
export async function soundValue(workspace: Workspace, value: Materialization): Promise<string> {
  const { valueFault } = await loadEngine();
  const root = assetsFolder(workspace);
  const path = join(root, value.path);
  const fault = await valueFault(root, value);
  if (fault === undefined) return path;
  const { asset, partition } = value;
  throw new Problem(
    "data",
    `Cannot read "${partition === undefined ? asset : `${asset}[${partition}]`}": it ${fault}`,
    {
      place: path,
      remedy: 'Make it again by running its job, or put a backup back with "clustering restore FILE".',
    },
  );
}
