import { darkRules } from "../figures/mod.ts";

/** The report's style sheet: light, dark as the reader prefers, narrow, and on paper. */
export function reportStyle(): string {
  return `${base}@media screen and (prefers-color-scheme:dark){${darkColors}${darkRules(".figure")}}${narrow}${paper}`
    .replace(/\n\s*/g, "");
}

const base = `
:root{color-scheme:light dark;--page:#f5f6f7;--panel:#fefefe;--text:#1b2128;--quiet:#57606a;--line:#dfe3e8;--accent:#0b5394;--soft:#eef3f8}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.15em}
.layout{display:grid;grid-template-columns:17rem minmax(0,1fr);max-width:100rem;margin:0 auto}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:1.5rem 1rem 2rem 1.5rem;font-size:14px}
nav ol{list-style:none;margin:.4rem 0 1rem;padding:0}
nav li{margin:.15rem 0}
nav a{text-decoration:none;display:block;padding:.15rem .5rem;border-radius:.35rem}
nav a:hover{background:var(--soft)}
main{padding:1.5rem 1.5rem 4rem;min-width:0}
h1{font-size:1.75rem;line-height:1.2;margin:.2rem 0 .4rem}
h2{font-size:1.35rem;margin:0 0 .35rem}
h3{font-size:1.08rem;margin:1.8rem 0 .5rem}
p{margin:.35rem 0;max-width:52rem}
.quiet{color:var(--quiet)}
section{background:var(--panel);border:1px solid var(--line);border-radius:.7rem;padding:1.4rem 1.5rem 1.6rem;margin:1.4rem 0}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 2rem;margin:.9rem 0 .3rem;padding:0}
.facts div{min-width:6rem}
.facts dt{color:var(--quiet);font-size:13px}
.facts dd{margin:0;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums}
.why{border-left:3px solid var(--accent);padding:.2rem .9rem;margin:.9rem 0;background:var(--soft);border-radius:0 .4rem .4rem 0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1.2rem 2rem;align-items:start}
.figure{margin:1rem 0 0;min-width:0}
.figure svg{display:block;width:100%;height:auto;max-width:720px;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
.figure h4{margin:0;font-size:1rem}
.figure figcaption{color:var(--quiet);font-size:13px;margin:.1rem 0 .5rem;max-width:720px}
.wide{overflow-x:auto}
summary{cursor:pointer;color:var(--accent);margin:1rem 0 .4rem}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.42rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--quiet);font-weight:600;font-size:13px;vertical-align:bottom}
td.n,th.n{text-align:right}
th{min-width:5rem}
td.n,td:first-child{white-space:nowrap}
td.long{overflow-wrap:anywhere;min-width:16rem;white-space:normal}
tr.chosen td{background:var(--soft);font-weight:600}
.figure svg.swatch{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;vertical-align:-.08rem;margin-right:.45rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem}
.card{border:1px solid var(--line);border-radius:.5rem;padding:.8rem 1rem 1rem}
.card h4{margin:0;font-size:1rem}
.card p{margin:.1rem 0 .6rem;font-size:13px}
.card dl{display:grid;grid-template-columns:7.5rem 1fr;gap:.3rem .6rem;margin:0;font-size:14px;font-variant-numeric:tabular-nums}
.card dt{color:var(--quiet);font-size:13px}
.card dd{margin:0}
footer{color:var(--quiet);font-size:13px;padding:0 .2rem}
`;

const darkColors = `
:root{--page:#0d1116;--panel:#12171d;--text:#e8edf2;--quiet:#a5b0bb;--line:#2a323b;--accent:#7cc0f5;--soft:#1a222b}
`;

const narrow = `
@media (max-width:64rem){.layout{display:block}nav{position:static;max-height:none;padding:1rem 1rem 0}nav ol{columns:2 10rem}main{padding:.5rem 1rem 3rem}section{padding:1rem}}
@media (max-width:40rem){.draw{overflow-x:auto}.draw svg{width:36rem}.card dl{grid-template-columns:1fr;gap:0}.card dd{margin-bottom:.5rem}}
`;

const paper = `
@media print{:root{--page:#fff;--panel:#fff;color-scheme:light}body{font-size:11pt}.layout{display:block;max-width:none}nav{position:static;max-height:none;padding:0}nav ol{columns:3}
section{border:0;padding:0;margin:0 0 1cm;break-before:page}section.first{break-before:auto}.figure,.card,tr,.why{break-inside:avoid}.figures{grid-template-columns:1fr 1fr}h2,h3,h4{break-after:avoid}a{color:inherit;text-decoration:none}.wide{overflow:visible}table{font-size:9pt}}
`;
