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
:root{color-scheme:light dark;--ink:#1c2430;--soft:#566070;--line:#d5dbe3;--paper:#fff;--ground:#f3f5f8;--field:#fff;--edge:#7d8999;--go:#1f5f4a;--on-go:#fff;--bad:#a3211b;--bad-ground:#fdf0ef;--good:#1f5f4a;--good-ground:#e9f5f0;--notice:#fff4d6;--notice-edge:#e8d48f;--notice-ink:#4a3a05;--link:#1a5490;--focus:#2b6cb0}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a8b2c1;--line:#343d4b;--paper:#1a212c;--ground:#11161e;--field:#11161e;--edge:#768396;--go:#7cd3b2;--on-go:#0b1f18;--bad:#ff9a92;--bad-ground:#3a1916;--good:#7cd3b2;--good-ground:#13301f;--notice:#3a3111;--notice-edge:#6b5a1d;--notice-ink:#f6e7b4;--link:#8fc1f2;--focus:#8fc1f2}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
.banner{background:var(--notice);color:var(--notice-ink);border-bottom:1px solid var(--notice-edge);padding:8px 16px;text-align:center;font-size:14px}
main{max-width:560px;margin:24px auto;padding:0 16px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:20px;margin-bottom:16px}
h1{font-size:24px;line-height:1.25;margin:0 0 8px}h2{font-size:18px;line-height:1.3;margin:0 0 12px}h3{font-size:16px;margin:16px 0 4px}
p{margin:0 0 8px}.soft{color:var(--soft)}.row{display:flex;gap:8px 16px;align-items:center;justify-content:space-between;flex-wrap:wrap}
.list{list-style:none;margin:0;padding:0}.list>li{padding:12px 0;border-top:1px solid var(--line)}.list>li:first-child{border-top:0;padding-top:0}
dl{display:grid;grid-template-columns:1fr auto;gap:6px 16px;margin:12px 0 0}dt{color:var(--soft)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.total{font-weight:600;color:var(--ink)}
fieldset{border:0;margin:0 0 12px;padding:0}legend{padding:0;margin-bottom:8px;font-weight:500}
label{display:block;font-size:14px;font-weight:500;margin:12px 0 4px}
input,select,textarea{width:100%;min-height:44px;padding:8px 12px;border:1px solid var(--edge);border-radius:8px;font:inherit;background:var(--field);color:inherit}
input[type=radio],input[type=checkbox]{width:20px;min-height:20px;height:20px;flex:none;margin:2px 0 0;accent-color:var(--go)}
.choice{display:flex;gap:12px;align-items:flex-start;min-height:44px;margin:0;padding:12px;border:1px solid var(--line);border-radius:8px;font-size:16px;font-weight:400}.choice+.choice{margin-top:8px}.choice:has(:checked){border-color:var(--go)}
input[aria-invalid=true]{border-color:var(--bad)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}.inline{display:flex;gap:8px;align-items:end}.inline>div{flex:1}
button,.button{display:inline-block;width:100%;min-height:48px;margin-top:16px;padding:11px 16px;border:0;border-radius:8px;background:var(--go);color:var(--on-go);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button.plain,.button.plain{background:transparent;color:var(--ink);border:1px solid var(--edge)}button.grave{background:transparent;color:var(--bad);border:1px solid var(--bad)}
button.small,.button.small{width:auto;min-height:44px;margin-top:0;padding:9px 14px;font-weight:500}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
a{color:var(--link)}.alert{border:1px solid var(--bad);color:var(--bad);background:var(--bad-ground);border-radius:8px;padding:10px 12px;margin:0 0 12px}
.done{border:1px solid var(--good);color:var(--good);background:var(--good-ground);border-radius:8px;padding:10px 12px;margin:0 0 12px}
.tag{display:inline-block;border:1px solid var(--edge);border-radius:6px;padding:0 6px;font-size:13px}
.error{color:var(--bad);font-size:14px;margin:4px 0 0}
table{width:100%;border-collapse:collapse;font-size:14px}th,td{text-align:left;padding:8px 8px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}td.num,th.num{text-align:right;padding-right:0;font-variant-numeric:tabular-nums}
td code{white-space:nowrap}code{font-size:13px}summary{cursor:pointer;min-height:32px;padding:4px 0}
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
        <header class="banner">Simulated – no real money</header>
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
