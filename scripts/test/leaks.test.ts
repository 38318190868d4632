import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import pino from "pino";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createLog, redactSecrets } from "@/lib/platform/log";
import { leaksIn, leaksInFolder } from "./leaks.mjs";

const key = `weir_live_${"0a".repeat(16)}_${"Zz9".repeat(16)}`;
const SECRETS: readonly (readonly [string, string])[] = [
  ["an API key", `refused ${key}_abcdef`],
  ["an API key", `weir_test_dep_${"0a".repeat(16)}_${"Zz9".repeat(16)}`],
  ["a key of Stripe", "sk_test_51H8abcdefghij"],
  ["a key of Stripe", "rk_live_51H8abcdefghij"],
  ["a signing secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  ["a bearer token", "authorization: Bearer abcdefghijklmnop"],
  ["a signed token", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJvZ18xIn0.c2lnbmF0dXJlLXNpZw"],
  ["a session cookie", "cookie: weir.session_token=abcdefghijkl.sig"],
  ["a password of a database", "connect postgresql://weir_app:hunter22@db:5432/weir"],
  ["a password", JSON.stringify({ body: { password: "correct horse" } })],
  ["a stored password", `${"0a".repeat(16)}:${"0a".repeat(64)}`],
  ["a private key", "-----BEGIN EC PRIVATE KEY-----"],
];

describe("what a log must not show", () => {
  it.each(SECRETS)("is found: %s in %j", (kind, line) =>
    expect(leaksIn(`before\n${line}`)).toMatchObject([{ kind, line: 2 }]),
  );

  it("is not what has a public part, a redaction, or a mere name", () => {
    for (const line of [
      "apiKeyId key_01a1ff8a60357000a43ad42110729935",
      `weir_live_${"0a".repeat(16)}_[redacted]`,
      "sk_test_[redacted] whsec_[redacted] Bearer [redacted]",
      "postgresql://weir_app:[redacted]@db:5432/weir postgres://db/weir redis://127.0.0.1:6379",
      '{"password":"[redacted]","passwordChanged":true}',
    ])
      expect(leaksIn(line), line).toEqual([]);
  });

  it("never leaves the logger, wherever in a line it stands", () => {
    const written: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((line) => written.push(String(line)) > 0);
    try {
      const log = createLog({ level: "debug", name: "test" });
      for (const [, secret] of SECRETS) {
        log.info(
          { detail: secret, nested: { deep: { text: secret } }, err: new Error(`failed with ${secret}`) },
          secret,
        );
        log.warn({ headers: { authorization: secret, cookie: secret }, password: secret, body: { token: secret } });
      }
    } finally {
      write.mockRestore();
    }
    expect(written).toHaveLength(2 * SECRETS.length);
    expect(written.flatMap(leaksIn)).toEqual([]);
  });

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "leaks-"));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it("is looked for in every log of a run, and told without being shown", () => {
    fs.writeFileSync(path.join(folder, "web.log"), `fine\nrefused ${key}_abcdef\n`);
    fs.writeFileSync(path.join(folder, "demo.json"), key);
    const said: string[] = [];
    const say = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    try {
      expect(leaksInFolder(folder)).toBe(1);
      expect(leaksInFolder(path.join(folder, "absent"))).toBe(0);
    } finally {
      say.mockRestore();
    }
    expect(said).toEqual(["web.log:2 shows an API key, after: refused "]);
  });

  it("would be seen here if the logger wrote it", () => {
    const written: string[] = [];
    const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(chunk.toString()), done()) });
    pino({}, sink).info({ detail: key });
    expect(written.flatMap(leaksIn)).toHaveLength(1);
    expect(leaksIn(redactSecrets(written.join("")))).toEqual([]);
  });
});
