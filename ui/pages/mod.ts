import { loginPage } from "./login/login_page.tsx";
import { comparePage } from "./clusters/compare_page.tsx";
import { downloadsPage } from "./clusters/downloads_page.tsx";
import { mergePage } from "./clusters/merge_page.tsx";
import { modelPage } from "./clusters/model_page.tsx";
import { clustersPage } from "./clusters/overview_page.tsx";
import { mapPage } from "./stores/map_page.tsx";
import { storePage } from "./stores/store_page.tsx";
import { storesPage } from "./stores/stores_page.tsx";
import type { PageRoute } from "./page.tsx";

/** Every page. */
export const pages: readonly PageRoute[] = [
  loginPage,
  clustersPage,
  comparePage,
  downloadsPage,
  // Before the page that takes any side.
  mergePage,
  modelPage,
  storesPage,
  // Before the page that takes any number.
  mapPage,
  storePage,
];
