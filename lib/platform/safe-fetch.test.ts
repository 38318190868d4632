import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "@/lib/kernel/errors";
import { isPublicAddress } from "./public-address";
import { checkDestination, destinationsOf, safeFetch, type Destinations, type Resolve } from "./safe-fetch";

const OUTSIDE: Destinations = { plainHttp: false, privateAddresses: false };
/** As in production, but without a certificate to present. */
const OUTSIDE_PLAIN: Destinations = { plainHttp: true, privateAddresses: false };

/** Answers every name alike; each further question gets the next answer. */
function names(...answers: readonly string[][]): Resolve & { asked: string[] } {
  const asked: string[] = [];
  const ask: Resolve = (name, _options, answer) => {
    asked.push(name);
    const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return Object.assign(ask, { asked });
}
const PUBLIC = names(["93.184.216.34", "2606:2800:220:1::1"]);

const faultOf = async (work: Promise<unknown>): Promise<string> => {
  const error = (await work.catch((thrown: unknown) => thrown)) as AppError;
  return error.fields?.[0]?.code ?? `no refusal: ${String(error)}`;
};

describe("an address of the public internet", () => {
  it.each(["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])(
    "%s is one",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"],
    ...["169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1"],
    ...["192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1"],
    ...["::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1", "::127.0.0.1", "::ffff:0:10.0.0.1"],
    ...["64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::1", "2001:db8::1"],
    ...["3fff::1", "4000::1", "5f00::1", "", "weir.example", "127.1", "0x7f000001", "2130706433", "8.8.8.8 "],
  ])("%s is none", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("an address that a customer gives", () => {
  it.each([
    ["https://hooks.example.com/weir?x=1", "https://hooks.example.com/weir?x=1"],
    ["https://hooks.example.com.:8443/", "https://hooks.example.com.:8443/"],
    ["https://8.8.8.8/hook", "https://8.8.8.8/hook"],
  ])("%s may stand", async (given, read) =>
    expect((await checkDestination(given, OUTSIDE, "/url", PUBLIC)).href).toBe(read),
  );

  it.each([
    ["", "url"],
    ["hooks.example.com", "url"],
    ["//hooks.example.com", "url"],
    ["file:///etc/passwd", "url"],
    ["gopher://hooks.example.com", "url"],
    ["javascript:alert(1)", "url"],
    ["https://", "url"],
    [`https://hooks.example.com/${"x".repeat(2_048)}`, "url"],
    ["http://hooks.example.com", "https"],
    ["https://user:pass@hooks.example.com", "credentials"],
    ["https://hooks.example.com@127.0.0.1/", "credentials"],
    ["https://hooks.example.com:25/", "port"],
    ["https://hooks.example.com:22/", "port"],
    ["https://localhost/", "private"],
    ["https://LOCALHOST./", "private"],
    ["https://db.localhost/", "private"],
    ["https://metadata.google.internal/", "private"],
    ["https://printer.local/", "private"],
    ["https://postgres/", "private"],
    ["https://127.0.0.1/", "private"],
    ["https://127.0.0.1./", "private"],
    ["https://127.1/", "private"],
    ["https://2130706433/", "private"],
    ["https://0x7f000001/", "private"],
    ["https://0x7f.0.0.1/", "private"],
    ["https://0177.0.0.1/", "private"],
    ["https://017700000001/", "private"],
    ["https://①②⑦.⓪.⓪.①/", "private"],
    ["https://169.254.169.254/latest/meta-data/", "private"],
    ["https://[::1]/", "private"],
    ["https://[::ffff:127.0.0.1]/", "private"],
    ["https://[::ffff:a9fe:a9fe]/", "private"],
    ["https://[64:ff9b::a9fe:a9fe]/", "private"],
    ["https://[fd00:ec2::254]/", "private"],
  ])("%s is refused (%s)", async (given, fault) =>
    expect(await faultOf(checkDestination(given, OUTSIDE, "/url", PUBLIC))).toBe(fault),
  );

  it("is refused when any address of its name lies inside, or when it has none", async () => {
    const ask = (...addresses: string[]) => checkDestination("https://a.example", OUTSIDE, "/url", names(addresses));
    expect(await faultOf(ask("93.184.216.34", "10.0.0.7"))).toBe("private");
    expect(await faultOf(ask("::ffff:10.0.0.7"))).toBe("private");
    expect(await faultOf(ask())).toBe("unresolved");
    const failing: Resolve = (_name, _options, answer) => answer(new Error("ENOTFOUND"), []);
    expect(await faultOf(checkDestination("https://a.example", OUTSIDE, "/url", failing))).toBe("unresolved");
  });

  it("may be this machine where somebody develops, and in production never", async () => {
    const home = destinationsOf({ NODE_ENV: "development" });
    expect((await checkDestination("http://localhost:4000/hook", home, "/url")).port).toBe("4000");
    expect(destinationsOf({ NODE_ENV: "production" })).toEqual(OUTSIDE);
  });
});

describe("a request to it", () => {
  let server: Server;
  let port: number;
  const heard: string[] = [];
  /** Connections that were opened: that there is somebody who takes one is told to nobody, either. */
  let opened = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      heard.push(request.url ?? "");
      if (request.url === "/moved") return response.writeHead(302, { location: "/secret" }).end();
      response.end(request.url === "/long" ? "x".repeat(100_000) : "inside");
    });
    server.on("connection", () => void (opened += 1));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  const ask = { method: "POST", body: "{}", timeoutMs: 5_000, maxAnswerBytes: 100 } as const;

  it("reaches nothing inside, whatever its name said before", async () => {
    const rebound = names(["93.184.216.34"], ["127.0.0.1"]);
    const address = `http://hooks.example.com:${port}/`;
    await checkDestination(address, OUTSIDE_PLAIN, "/url", rebound);
    expect(await faultOf(safeFetch(address, ask, OUTSIDE_PLAIN, rebound))).toBe("private");
    expect(await faultOf(safeFetch(`http://127.0.0.1:${port}/`, ask, OUTSIDE_PLAIN))).toBe("private");
    expect(await faultOf(safeFetch(`http://[::ffff:127.0.0.1]:${port}/`, ask, OUTSIDE_PLAIN))).toBe("private");
    expect(await faultOf(safeFetch(address, ask, OUTSIDE_PLAIN, names(["93.184.216.34", "127.0.0.1"])))).toBe(
      "private",
    );
    expect([heard, opened]).toEqual([[], 0]);
  });

  it("asks for the name once, so that no second answer can slip in", async () => {
    const once = names(["192.168.7.7"]);
    await faultOf(safeFetch(`http://hooks.example.com:${port}/`, ask, OUTSIDE_PLAIN, once));
    expect(once.asked).toEqual(["hooks.example.com"]);
  });

  it("follows no redirect, and reads no more of an answer than it may", async () => {
    const home: Destinations = { plainHttp: true, privateAddresses: true };
    expect(await safeFetch(`http://127.0.0.1:${port}/moved`, ask, home)).toMatchObject({ status: 302, body: "" });
    expect((await safeFetch(`http://127.0.0.1:${port}/long`, ask, home)).body).toBe("x".repeat(100));
    expect(heard).toEqual(["/moved", "/long"]);
  });
});
