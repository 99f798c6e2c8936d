import { dynamicPartitions } from "../engine/mod.ts";

/** The categories that the sales have; found while the shares are computed. */
export const categories = dynamicPartitions("category");
