import { main } from "assemblyscript/asc";
import { fileURLToPath } from "node:url";

/** Where the kernels' source is. */
const sources = fileURLToPath(new URL("../../core/kernels/", import.meta.url));

/** The generated module that holds the compiled kernels. */
export const generated = `${sources}bytes.ts`;

const options = ["--optimizeLevel", "3", "--shrinkLevel", "0", "--converge", "--noAssert"];
const target = ["--runtime", "stub", "--enable", "simd", "--use", "abort="];

/** Compiles the kernels and returns the text of the module that holds them. */
export async function compileKernels(): Promise<string> {
  let bytes = new Uint8Array();
  const { error, stderr } = await main(["kernels.as.ts", "--outFile", "kernels.wasm", ...options, ...target], {
    readFile: (name, folder) =>
      textOf(new URL(name, `file://${folder}/`)) ?? textOf(new URL(name, `file://${sources}`)),
    writeFile: (_name, contents) => {
      bytes = contents as Uint8Array<ArrayBuffer>;
    },
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`Cannot compile the kernels: ${stderr.toString()}`, { cause: error });
  return moduleOf(bytes);
}

function textOf(file: URL): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return null;
  }
}

function moduleOf(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes)).match(/.{1,100}/g)!.map((line) => `  "${line}",`).join("\n");
  return `/** The compiled kernels in base64, made from core/kernels/*.as.ts by \`deno task build:kernels\`. */
export const kernelText: string = [
${text}
].join("");
`;
}
