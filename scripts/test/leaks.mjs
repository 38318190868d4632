// Looks through what a run has logged for anything that has the form of a secret. The patterns are written here a second
// time on purpose: with the logger's own ones a form that both forget would never be seen.
import fs from "node:fs";
import path from "node:path";

/** What must never stand in a log. Where a secret has a public part, only the secret one counts. */
const SECRETS = {
  "an API key": /weir_(?:live|test)_(?:dep_)?[0-9a-f]{32}_[0-9A-Za-z]{20}/,
  "a code or token of an activation": /weir_(?:act|refresh)_[0-9a-f]{32}_[0-9A-Za-z]{16}/,
  "a key of Stripe": /\b[sr]k_(?:live|test)_(?!\[)[0-9A-Za-z_]{10}/,
  "a signing secret": /\bwhsec_(?!\[)[0-9A-Za-z+/=_-]{10}/,
  "a bearer token": /\bbearer\s+(?!\[)[^\s"'\\]{12}/i,
  "a signed token": /\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10}/,
  "a session cookie": /session_token=(?!\[)[^;\s"\\]{10}/,
  "a password of a database": /\b(?:postgres(?:ql)?|rediss?(?:-cluster)?):\/\/[^:@/\s"]*:(?!\[)[^@\s"[]+@/,
  "a password": /"(?:password|passwd|secret|clientSecret|client_secret)":"(?!\[)[^"]+"/i,
  "a stored password": /\b[0-9a-f]{32}:[0-9a-f]{128}\b/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "the number of a card": /\b4242 ?4242 ?4242 ?4242\b/,
};

const SHOWN_BEFORE = 80;

/**
 * Every line of a text that shows a secret: which kind, and what stands before it (never the secret itself).
 *
 * @type {(text: string) => { kind: string, line: number, before: string }[]}
 */
export function leaksIn(text) {
  return text.split("\n").flatMap((line, index) =>
    Object.entries(SECRETS).flatMap(([kind, form]) => {
      const found = form.exec(line);
      return found
        ? [{ kind, line: index + 1, before: line.slice(Math.max(0, found.index - SHOWN_BEFORE), found.index) }]
        : [];
    }),
  );
}

/** The same for every file of a folder that ends in .log; none when the folder is absent. Says each on the console. */
export function leaksInFolder(folder) {
  if (!fs.existsSync(folder)) return 0;
  const names = fs.readdirSync(folder).filter((name) => name.endsWith(".log"));
  const leaks = names.flatMap((name) =>
    leaksIn(fs.readFileSync(path.join(folder, name), "utf8")).map((leak) => ({ name, ...leak })),
  );
  for (const { name, kind, line, before } of leaks) console.log(`${name}:${line} shows ${kind}, after: ${before}`);
  return leaks.length;
}
