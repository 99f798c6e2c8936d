/** Compiles core/kernels/*.as.ts to core/kernels/bytes.ts. Usage: deno task build:kernels */
import { compileKernels, generated } from "./compile.ts";

await Deno.writeTextFile(generated, await compileKernels());
