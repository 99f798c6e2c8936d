import type { z } from "zod";
import type { drawingSchema, ModelAnswer } from "../../api/clusters/schemas.ts";
import { address, Chart } from "./parts.tsx";

/** Stores in two components: a drawing, and with script one to hover over, select in and colour by features. */
export function ScatterView({ model, run, api, drawing }: {
  readonly model: ModelAnswer;
  readonly run: string | undefined;
  readonly api: string;
  readonly drawing: z.infer<typeof drawingSchema> | undefined;
}) {
  if (drawing === undefined) return <p class="quiet">This run drew no stores for the category.</p>;
  const props = {
    points: address(`${api}/points`, { run }),
    feature: address(`${api}/feature`, { run }),
    store: address("/stores/{store}", { side: model.side, category: model.category, run }),
    names: Object.fromEntries(model.clusters.map(({ cluster, name }) => [cluster, name])),
  };
  return (
    <div class="scatter" data-island="scatter" data-props={JSON.stringify(props)}>
      <div class="scatter-tools actions" hidden>
        <label>
          Colour by{" "}
          <select data-part="colour">
            <option value="">cluster</option>
            <optgroup label="Features">
              {model.features.map(({ name, label }) => <option key={name} value={name}>{label}</option>)}
            </optgroup>
          </select>
        </label>
        <label>
          Mouse{" "}
          <select data-part="tool">
            <option value="">shows a store</option>
            <option value="rect">selects a box</option>
            <option value="polygon">selects with a lasso</option>
          </select>
        </label>
        <button type="button" data-part="clear">Select none</button>
      </div>
      <Chart drawing={drawing} />
      <div class="selection" data-part="selection" aria-live="polite"></div>
    </div>
  );
}
