import { systemClock } from "../clock.ts";
import { type Alert, type Channel, DeliveryError } from "./alert.ts";
import type { HttpOptions } from "./http_post.ts";
import { requireNet } from "./net_permission.ts";
import { withTimeout } from "./timeout.ts";

/** Where mail is handed over. */
export interface Mailbox {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` before anything is said, or `none`. */
  readonly security: "tls" | "starttls" | "none";
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

/** Sends mail by SMTP; the package for it is loaded with the first one. */
export function emailChannel(name: string, mailbox: Mailbox, options: HttpOptions = {}): Channel<Alert> {
  const { timeout = 10_000, clock = systemClock } = options;
  return {
    name,
    async send(alert, signal) {
      await requireNet(mailbox.host, mailbox.port);
      await withTimeout({ timeout, clock, signal }, (signal) => sendMail(mailbox, alert, timeout, signal));
    },
  };
}

async function sendMail(mailbox: Mailbox, alert: Alert, timeout: number, signal: AbortSignal): Promise<void> {
  const { host, port, security, user, password, from, to } = mailbox;
  // Not a literal: the runtime would read the package before the program starts, used or not.
  const specifier: string = "nodemailer";
  const { createTransport }: typeof import("nodemailer") = await import(specifier);
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    // The machine's own name is nobody's business.
    name: "localhost",
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
  });
  const close = () => transport.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: subjectOf(alert),
      text: textOf(alert),
      messageId: `<${alert.id.replaceAll(/[^A-Za-z0-9._-]/g, ".")}@alerts.localhost>`,
      date: new Date(alert.time),
    });
  } catch (error) {
    throw mailError(error);
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

function subjectOf({ title, level, resolved }: Alert): string {
  return `[${resolved ? "RESOLVED" : level.toUpperCase()}] ${title}`.replaceAll(/[\r\n]+/g, " ").slice(0, 200);
}

function textOf({ text, facts, link, time }: Alert): string {
  const lines = facts.map(({ name, value }) => `${name}: ${value}`);
  return [text, "", ...lines, `time: ${new Date(time).toISOString()}`, ...(link === undefined ? [] : [link]), ""].join(
    "\n",
  );
}

/** Codes only: what a server answers may repeat what it was told. */
function mailError(error: unknown): DeliveryError {
  const { code, responseCode } = error as { readonly code?: string; readonly responseCode?: number };
  if (code === "EAUTH") return new DeliveryError("the mail server refused user or password", { permanent: true });
  const what = responseCode === undefined
    ? `the mail server could not be used (${code ?? "no reason given"})`
    : `the mail server answered ${responseCode}`;
  return new DeliveryError(what, { permanent: responseCode !== undefined && responseCode >= 500 });
}
