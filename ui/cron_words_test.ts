import assert from "node:assert/strict";
import { cronWords } from "./cron_words.ts";

Deno.test("cronWords: what people write most, in words", () => {
  const words: Readonly<Record<string, string>> = {
    "* * * * *": "every minute, every day",
    "*/15 * * * *": "every 15 minutes, every day",
    "0 * * * *": "every hour, every day",
    "10 */6 * * *": "every 6 hours at 10 minutes past, every day",
    "0 0 * * *": "at 00:00, every day",
    "30 6 * * MON-FRI": "at 06:30, Monday to Friday",
    "30 18,6 * * 1,3": "at 06:30 and 18:30, Monday and Wednesday",
    "0 0 * * 7": "at 00:00, Sunday",
    "0 0 1 * *": "at 00:00, on day 1 of the month",
    "0 0 1,15 * *": "at 00:00, on day 1 and 15 of the month",
    "5 4 L * *": "at 04:05, on the last day of the month",
    "0 0 1 1 *": "at 00:00, on day 1 of the month, January",
    "0 12 * 6-8 SAT,SUN": "at 12:00, Saturday and Sunday, June to August",
  };
  for (const [cron, expected] of Object.entries(words)) assert.equal(cronWords(cron), expected, cron);
});

Deno.test("cronWords: what would need many words stays as it is", () => {
  const others = [
    "0 0 1 * MON",
    "*/7 * * * *",
    "0 0 * * MON#2",
    "0-30 4 * * *",
    "0 1,2,3,4,5 * * *",
    "0 0 0 1 1 *",
    "",
  ];
  for (const cron of others) assert.equal(cronWords(cron), undefined, cron);
});
