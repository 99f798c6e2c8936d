/** The stylesheet of the documentation, light and dark. */
export const stylesheet =
  `:root { color-scheme: light dark; --line: light-dark(#d8dee4, #30363d); --soft: light-dark(#f4f6f8, #1c2128);
  --link: light-dark(#0b6a63, #5cc8bf); }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); font: 16px/1.6 system-ui, sans-serif;
  background: light-dark(#fff, #14181d); color: light-dark(#1f2328, #d9dfe5); }
nav { padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: 14px; position: sticky; top: 0;
  height: 100vh; overflow: auto; box-sizing: border-box; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .2rem .6rem; border-radius: 4px; text-decoration: none; color: inherit; }
nav a:hover, nav a[aria-current] { background: var(--soft); color: var(--link); }
main { padding: 1.5rem 2.5rem 4rem; max-width: 56rem; box-sizing: border-box; }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2.2rem; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow: auto; }
code { font: 13.5px/1.5 ui-monospace, monospace; }
:not(pre) > code { background: var(--soft); border-radius: 4px; padding: .1rem .3rem; }
table { border-collapse: collapse; display: block; overflow: auto; font-size: 14.5px; }
th, td { border: 1px solid var(--line); padding: .35rem .7rem; text-align: left; vertical-align: top; }
img { max-width: 100%; }
.note { margin: 1rem 0 -.6rem; font-size: 13px; font-style: italic; }
.to-pages { display: none; }
@media (max-width: 50rem) { body { display: flex; flex-direction: column; } main { order: 1; padding: 1rem; max-width: 100vw; }
  nav { order: 2; position: static; height: auto; border-right: 0; border-top: 1px solid var(--line); }
  .to-pages { display: block; padding: 1rem 1rem 0; } }
`;
