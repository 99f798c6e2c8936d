import { Head } from "../../views/layout.tsx";
import { definePage } from "../page.tsx";

/** Where the first administrator is made; there only while there is none. */
export const setupPage = definePage("/setup", ({ shell }) => {
  const props = { action: "POST /api/v1/setup" };
  return Promise.resolve(
    <html lang="en" data-theme={shell.theme}>
      <Head shell={shell} title="First administrator" />
      <body class="login">
        <main>
          <h1>clustering</h1>
          <p class="quiet">{shell.environment}</p>
          <p>
            Nobody can log in yet. Make the first administrator; the secret stands where the server was started.
          </p>
          <form method="post" data-island="form" data-props={JSON.stringify(props)} aria-label="First administrator">
            <label>
              Secret <input name="secret" autocomplete="off" required autofocus placeholder="set_…" />
            </label>
            <label>
              Name{" "}
              <input
                name="name"
                autocomplete="username"
                required
                pattern="[\w.@+\-]{1,100}"
                title="Letters, digits, . @ + - _"
              />
            </label>
            <label>
              Password, at least 10 characters{" "}
              <input name="password" type="password" autocomplete="new-password" required minlength={10} />
            </label>
            <button type="submit" class="main">Make administrator</button>
            <p role="alert"></p>
          </form>
        </main>
      </body>
    </html>,
  );
});
