/**
 * The schema library. On every start the runtime looks at the whole of node_modules once for each import statement that names
 * a package, which takes two milliseconds: so a package that a hundred files use is named in one.
 */
export { z } from "zod";
