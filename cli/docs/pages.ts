import { isNotFound } from "../../infra/fs.ts";

/** A page of the documentation. */
export interface DocPage {
  /** Its path below docs/ without `.md`, such as `decisions/0002-what-is-kept-of-a-run`. */
  readonly name: string;
  readonly title: string;
  /** Its text in Markdown. */
  readonly text: string;
}

/** Pages in the order in which they are read; others follow by name. */
const order: readonly string[] = [
  ...["getting_started", "operations", "configuration", "automation", "permissions", "security"],
  ...["how_to/add_a_reader", "how_to/add_an_asset", "how_to/add_a_check", "how_to/add_a_schedule", "from_python"],
];

/** Every page that came with the program, `readme` and `changelog` first and last. */
export async function documentation(): Promise<readonly DocPage[]> {
  const root = new URL("../../", import.meta.url);
  const docs = await pagesIn(new URL("docs/", root), "");
  const place = ({ name }: DocPage) => {
    const at = order.indexOf(name);
    return at >= 0 ? at : name.includes("/") ? order.length + 1 : order.length;
  };
  docs.sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
  const single = async (name: string, file: string) => pageOf(name, await Deno.readTextFile(new URL(file, root)));
  return [await single("readme", "README.md"), ...docs, await single("changelog", "CHANGELOG.md")];
}

/** The bytes of a picture of the documentation, or undefined. @param name such as `images/run.png` */
export async function docPicture(name: string): Promise<Uint8Array | undefined> {
  if (!/^images\/[\w-]+\.png$/.test(name)) return undefined;
  try {
    return await Deno.readFile(new URL(`../../docs/${name}`, import.meta.url));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function pagesIn(folder: URL, prefix: string): Promise<DocPage[]> {
  const pages: DocPage[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) pages.push(...await pagesIn(new URL(`${name}/`, folder), `${prefix}${name}/`));
    else if (name.endsWith(".md")) {
      pages.push(pageOf(`${prefix}${name.slice(0, -3)}`, await Deno.readTextFile(new URL(name, folder))));
    }
  }
  return pages;
}

function pageOf(name: string, text: string): DocPage {
  return { name, title: /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "") ?? name, text };
}
