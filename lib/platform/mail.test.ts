import { createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "./db";
import { readEnvironment } from "./env";
import { createMail } from "./mail";

/** As much of a mail server as takes one message after the other, and refuses whoever writes to nobody@. */
function mailServer(taken: string[]): Server {
  return createServer((socket) => {
    let message: string | null = null;
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      if (message !== null) {
        message += chunk.toString();
        if (!message.endsWith("\r\n.\r\n")) return;
        taken.push(message);
        message = null;
        return socket.write("250 taken\r\n");
      }
      const line = chunk.toString();
      if (line.startsWith("DATA")) {
        message = "";
        return socket.write("354 go on\r\n");
      }
      if (line.startsWith("QUIT")) return socket.end("221 bye\r\n");
      socket.write(/^RCPT TO:<nobody@/.test(line) ? "550 no such person\r\n" : "250 yes\r\n");
    });
    socket.write("220 mail.test\r\n");
  });
}

describe("mail by SMTP, where SMTP_URL is set", () => {
  const taken: string[] = [];
  const server = mailServer(taken);
  beforeAll(() => new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening)));
  afterAll(() => new Promise((closed) => server.close(closed)));

  const mail = () => {
    const { port } = server.address() as AddressInfo;
    const env = readEnvironment({
      ...{ NODE_ENV: "test", DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none", REDIS_URL: "redis://127.0.0.1:1" },
      ...{ BETTER_AUTH_SECRET: "x".repeat(43), API_KEY_PEPPER: "y".repeat(43), ENCRYPTION_KEY: "A".repeat(43) + "=" },
      ...{
        SMTP_URL: `smtp://127.0.0.1:${port}`,
        MAIL_FROM: "Weir <weir@weir.example>",
        WEIR_URL: "https://weir.example",
      },
    });
    // Nothing is put into a mailbox then: a database would be of no use.
    return createMail(env, {} as Db);
  };
  const message = {
    ...{ id: "out_1", organizationId: null, to: "ada@example.com", kind: "invitation", subject: "Come in" },
    ...{ html: "<p>Come <b>in</b></p>", text: "Come in, in plain words" },
  };

  it("goes out with both forms of its words, and with the same id at every attempt", async () => {
    const post = mail();
    expect(post.mode).toBe("smtp");
    await post.send(message);
    await post.send(message);
    expect(taken).toHaveLength(2);
    for (const text of taken)
      for (const part of [
        "From: Weir <weir@weir.example>",
        "To: ada@example.com",
        "Subject: Come in",
        "Message-ID: <out_1@weir.example>",
        "Content-Type: multipart/alternative",
        "Come in, in plain words",
        "<p>Come <b>in</b></p>",
      ])
        expect(text).toContain(part);
  });

  it("that the server does not take is thrown, so that it is tried again", async () => {
    await expect(mail().send({ ...message, to: "nobody@example.com" })).rejects.toThrow(/550|rejected/);
    expect(taken).toHaveLength(2);
  });
});
