import { toError } from "../../infra/errors.ts";
import { listenProblem } from "../../infra/listen_problem.ts";
import { type DocPage, docPicture } from "./pages.ts";
import { renderPage } from "./render.ts";
import { stylesheet } from "./style.ts";

const headers = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Answers a request for the documentation: pages, pictures, the stylesheet. */
export async function answerDocs(request: Request, pages: readonly DocPage[]): Promise<Response> {
  const answer = (body: string | Uint8Array<ArrayBuffer>, type: string, status = 200) =>
    new Response(body, { status, headers: { ...headers, "content-type": type } });
  if (request.method !== "GET" && request.method !== "HEAD") return answer("Only GET", "text/plain", 405);
  const name = decodeURIComponent(new URL(request.url).pathname.slice(1)) || "readme";
  if (name === "style.css") return answer(stylesheet, "text/css; charset=utf-8");
  const page = pages.find((one) => one.name === name);
  if (page !== undefined) return answer(renderPage(page, pages), "text/html; charset=utf-8");
  const picture = await docPicture(name);
  if (picture !== undefined) return answer(new Uint8Array(picture), "image/png");
  return answer(`There is no page "${name}".`, "text/plain; charset=utf-8", 404);
}

/**
 * Serves the documentation on this machine only, until `signal` is aborted.
 *
 * @returns when it has ended
 * @throws {Problem} of kind configuration when the port cannot be had
 */
export async function serveDocs(
  pages: readonly DocPage[],
  { port, signal, onListen }: {
    readonly port: number;
    readonly signal: AbortSignal;
    readonly onListen: (url: string) => void;
  },
): Promise<void> {
  const listen = ({ hostname, port }: Deno.NetAddr) => onListen(`http://${hostname}:${port}`);
  const options = { hostname: "127.0.0.1", port, signal, onListen: listen };
  const serve = () => {
    try {
      return Deno.serve(options, (request) => answerDocs(request, pages));
    } catch (error) {
      throw listenProblem("the documentation", { host: options.hostname, port }, toError(error));
    }
  };
  await serve().finished;
}
