import type { Alert, Channel } from "./alert.ts";
import { type HttpOptions, postJson } from "./http_post.ts";

const marks = { debug: ":mag:", info: ":white_check_mark:", warning: ":warning:", error: ":rotating_light:" } as const;

/** Posts to a Slack incoming webhook, whose address is a secret. */
export function slackChannel(name: string, url: string, options: HttpOptions = {}): Channel<Alert> {
  return {
    name,
    send: (alert, signal) => postJson({ url, body: JSON.stringify(slackMessage(alert)) }, options, signal),
  };
}

/**
 * The message in Slack's Block Kit, within its limits: header 150, section 3,000 and field 2,000 letters, 10 fields, no empty
 * text anywhere.
 *
 * Reference: https://docs.slack.dev/reference/block-kit/blocks
 */
export function slackMessage(alert: Alert): Readonly<Record<string, unknown>> {
  const { level, resolved, title, text, facts, link, time } = alert;
  const head = `${resolved ? ":white_check_mark:" : marks[level]} ${title}`;
  const fields = facts.filter(({ value }) => value.trim() !== "").slice(0, 10).map(({ name, value }) =>
    mrkdwn(`*${escapeSlack(name)}*\n${cut(escapeSlack(value), 1_800)}`)
  );
  const moment = `<!date^${Math.floor(time / 1_000)}^{date_short_pretty} {time_secs}|${new Date(time).toISOString()}>`;
  const context = [
    mrkdwn(`${resolved ? "RESOLVED" : level.toUpperCase()} · ${moment}`),
    ...(link === undefined ? [] : [mrkdwn(`<${escapeSlack(link).replaceAll("|", "%7C")}|Open the run>`)]),
  ];
  return {
    text: cut(escapeSlack(`${level.toUpperCase()}: ${title}`), 3_000),
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(head, 150), emoji: true } },
      ...(text.trim() === "" ? [] : [{ type: "section", text: mrkdwn(cut(escapeSlack(text), 3_000)) }]),
      ...(fields.length === 0 ? [] : [{ type: "section", fields }]),
      { type: "context", elements: context },
    ],
  };
}

function mrkdwn(text: string): { readonly type: "mrkdwn"; readonly text: string } {
  return { type: "mrkdwn", text };
}

/** The three signs with a meaning in Slack's texts. */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
