import { Head } from "../../views/layout.tsx";
import { definePage } from "../page.tsx";

/** Where people log in. */
export const loginPage = definePage("/login", ({ shell }) =>
  Promise.resolve(
    <html lang="en" data-theme={shell.theme}>
      <Head shell={shell} title="Log in" />
      <body class="login">
        <main data-island="login">
          <h1>clustering</h1>
          <p class="quiet">{shell.environment}</p>
          <form method="post" action="/login">
            <label>
              Name <input name="name" autocomplete="username" required autofocus />
            </label>
            <label>
              Password <input name="password" type="password" autocomplete="current-password" required />
            </label>
            <button type="submit" class="main">Log in</button>
            <p role="alert"></p>
          </form>
        </main>
      </body>
    </html>,
  ));
