/** Files that may be shown in a page as pictures, by the ends of their names. */
export const inlineTypes: ReadonlyMap<string, string> = new Map([
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
  [".json", "application/json; charset=utf-8"],
]);

/** An answer that a browser saves, or, with `inline`, shows without running anything in it. */
export function fileAnswer(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
  bytes: number,
  inline?: string,
): Response {
  const safe = name.replaceAll(/[^\w.-]+/g, "_").slice(-150);
  return new Response(body, {
    headers: {
      "content-type": inline ?? "application/octet-stream",
      "content-length": String(bytes),
      "content-disposition": inline === undefined ? `attachment; filename="${safe}"` : "inline",
    },
  });
}
