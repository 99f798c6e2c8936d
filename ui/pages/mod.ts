import { loginPage } from "./login/login_page.tsx";
import type { PageRoute } from "./page.tsx";

/** Every page. */
export const pages: readonly PageRoute[] = [
  loginPage,
];
