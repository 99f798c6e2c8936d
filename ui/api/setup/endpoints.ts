import { z } from "../../../infra/zod.ts";
import { newUserFields } from "../accounts/endpoints.ts";
import { defineEndpoint } from "../endpoint.ts";

/** Makes the first administrator. */
export const setUp = defineEndpoint({
  method: "post",
  path: "/setup",
  tag: "Users and tokens",
  summary: "Make the first administrator, with the secret that the server told on its console",
  role: "anyone",
  action: "user.setup",
  input: { body: z.strictObject({ secret: z.string().min(1).max(200), ...newUserFields }) },
  output: z.object({ name: z.string() }),
});
