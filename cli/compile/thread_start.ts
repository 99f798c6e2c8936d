// First of all in each thread of a bundled program.
import process from "node:process";
import { mapTraces, placesByMaps } from "./mapped_traces.ts";

// Errors tell places in the source, not in scripts.
mapTraces(placesByMaps((url) => {
  try {
    // Not imported: few starts ever come to it.
    const { gunzipSync } = process.getBuiltinModule("node:zlib");
    return new TextDecoder().decode(gunzipSync(Deno.readFileSync(new URL(`${url.href}.gz`))));
  } catch {
    return undefined;
  }
}));

// What packages do is kept from people by the runtime itself where the packages lie in node_modules.
Object.assign(process, { noDeprecation: true });
