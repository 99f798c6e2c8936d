import { basename, join } from "node:path";

/** Licences of packages as one text, which goes where their files no longer lie side by side. @param folders those of packages */
export async function licencesOf(folders: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const folder of folders) {
    const { name = basename(folder), version = "" } = JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
    const files = [...Deno.readDirSync(folder)].filter(({ name }) => /^(licen[cs]e|notice|copying)/i.test(name));
    const parts = await Promise.all(files.map(({ name }) => Deno.readTextFile(join(folder, name))));
    texts.push([`${name} ${version}`, ...parts.map((part) => part.trim())].join("\n\n"));
  }
  return `${texts.sort().join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Folders of the packages that files are of, each once. */
export function packageFolders(paths: readonly string[]): readonly string[] {
  const folders = paths.map((path) => inPackage.exec(path.replaceAll("\\", "/"))?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/** The outermost package, in Deno's layout of `node_modules` or in npm's; some packages carry others within. */
const inPackage = /^.*?\/node_modules\/(?:\.deno\/[^/]+\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/;
