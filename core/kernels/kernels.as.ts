export { columnSums, shiftColumns, sumShifted } from "./columns.as";
export { nearestWith, runningSums } from "./seed.as";
export { assignRows, moveCentres, ownSquares } from "./lloyd.as";
export { exchangePass } from "./exchange.as";
export { cellSums } from "./silhouette.as";
export { pathLengths } from "./forest.as";
export { columnProducts, projectRows } from "./products.as";
export { tableSquares } from "./distances.as";
