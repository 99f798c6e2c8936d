import { z } from "../../../infra/zod.ts";
import { accountRoles } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

const callerSchema = z.object({
  name: z.string(),
  role: z.enum(accountRoles),
  via: z.enum(["local", "session", "token", "nothing"]),
});

/** Who asks. */
export const getSession = defineEndpoint({
  method: "get",
  path: "/session",
  tag: "Login",
  summary: "Who asks, and what they may do",
  role: "viewer",
  input: {},
  output: callerSchema,
});

/** Logs in. */
export const login = defineEndpoint({
  method: "post",
  path: "/session",
  tag: "Login",
  summary: "Log in; the answer sets a cookie",
  role: "anyone",
  action: "session.login",
  input: { body: z.object({ name: z.string().min(1).max(200), password: z.string().min(1).max(1000) }) },
  output: callerSchema,
});

/** Logs out. */
export const logout = defineEndpoint({
  method: "delete",
  path: "/session",
  tag: "Login",
  summary: "Log out",
  role: "viewer",
  action: "session.logout",
  input: {},
  output: z.object({}),
});
