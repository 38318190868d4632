/** Markup that is already safe. */
export class Html {
  constructor(readonly text: string) {}
}

export interface Page {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

type Part = Html | string | number | null | undefined | false | Html[];

/** A template whose values are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((text, each, at) => text + each + (at < parts.length ? render(parts[at]) : ""), ""));
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join("");
  return escape(String(part));
}

function escape(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (letter) => names[letter] ?? letter);
}

const STYLE = `
:root{--ink:#1c2430;--soft:#5a6575;--line:#d5dbe3;--paper:#fff;--ground:#f3f5f8;--go:#1f5f4a;--bad:#a3211b;--notice:#fff4d6}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
.banner{background:var(--notice);border-bottom:1px solid #e8d48f;padding:8px 16px;text-align:center;font-size:14px}
main{max-width:520px;margin:24px auto;padding:0 16px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:20px;margin-bottom:16px}
h1{font-size:24px;line-height:1.25;margin:0 0 8px}h2{font-size:18px;margin:0 0 12px}
p{margin:0 0 8px}.soft{color:var(--soft)}.big{font-size:30px;font-weight:600;margin:0}
dl{display:grid;grid-template-columns:1fr auto;gap:6px 16px;margin:12px 0 0}dt{color:var(--soft)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.total{font-weight:600;color:var(--ink)}
label{display:block;font-size:14px;font-weight:500;margin:12px 0 4px}
input{width:100%;min-height:44px;padding:8px 12px;border:1px solid #8793a3;border-radius:8px;font:inherit;background:#fff;color:inherit}
input[aria-invalid=true]{border-color:var(--bad)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}
button,.button{display:inline-block;width:100%;min-height:48px;margin-top:16px;padding:10px 16px;border:0;border-radius:8px;background:var(--go);color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button.plain,.button.plain{background:#fff;color:var(--ink);border:1px solid #8793a3}
:focus-visible{outline:3px solid #2b6cb0;outline-offset:2px}
a{color:#1a5490}.alert{border:1px solid var(--bad);color:var(--bad);background:#fdf0ef;border-radius:8px;padding:10px 12px;margin:0 0 12px}
.error{color:var(--bad);font-size:14px;margin:4px 0 0}
table{width:100%;border-collapse:collapse;font-size:14px}th,td{text-align:left;padding:8px 8px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}td.num,th.num{text-align:right;padding-right:0;font-variant-numeric:tabular-nums}
td code{white-space:nowrap}code{font-size:13px;overflow-wrap:anywhere}summary{cursor:pointer;min-height:24px}
`;

/** A whole page; every one says that no real money moves here. */
export function page(title: string, content: Html, status = 200): Page {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header class="banner">Simulated checkout – no real money</header>
        <main>${content}</main>
      </body>
    </html>`;
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
    },
    body: document.text,
  };
}

/** Answers a form so that reloading does not send it again. */
export function seeOther(location: string): Page {
  return { status: 303, headers: { location, "cache-control": "no-store" }, body: "" };
}

/** A short page that only says something. */
export function message(title: string, text: string, status: number, link?: { href: string; text: string }): Page {
  const way = link && html`<a class="button plain" href="${link.href}">${link.text}</a>`;
  return page(
    title,
    html`<section class="card">
      <h1>${title}</h1>
      <p>${text}</p>
      ${way}
    </section>`,
    status,
  );
}

/** "Nov 30, 2026" in UTC, from unix seconds. */
export function dateText(moment: number): string {
  const format = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(moment * 1000));
}

/** Whether a page's address leads to `path`; the host may have changed since the address was given out. */
export function isAt(address: string | null | undefined, path: string): boolean {
  return !!address && new URL(address).pathname === path;
}
