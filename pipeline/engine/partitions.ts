/** Partition keys that are known when the project is loaded. */
export interface StaticPartitions {
  readonly kind: "static";
  readonly name: string;
  readonly keys: readonly string[];
}

/** Partition keys that a step finds while it runs; kept in the history for later runs. */
export interface DynamicPartitions {
  readonly kind: "dynamic";
  readonly name: string;
}

/** How an asset is split: one step and one value per key. */
export type Partitions = StaticPartitions | DynamicPartitions;

/** Keys fixed in code, such as regions. */
export function staticPartitions(name: string, keys: readonly string[]): StaticPartitions {
  return { kind: "static", name, keys };
}

/** Keys that an asset with `definesPartitions` finds with `context.setPartitions`. */
export function dynamicPartitions(name: string): DynamicPartitions {
  return { kind: "dynamic", name };
}
