import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/kernel/errors";
import { readBytes } from "./body";

const MAX = 10;

/** A request whose body comes in pieces of four bytes, and how many of them were fetched. */
function sending(pieces: number, announced?: number) {
  const told = { fetched: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (told.fetched === pieces) return controller.close();
        told.fetched += 1;
        controller.enqueue(new Uint8Array(4));
      },
    },
    { highWaterMark: 0 },
  );
  const headers: HeadersInit = announced === undefined ? [] : [["content-length", String(announced)]];
  const init = { method: "POST", body, headers, duplex: "half" };
  return { request: new Request("http://weir.test/", init), told };
}

const outcome = (request: Request): Promise<number | string> =>
  readBytes(request, MAX).then(
    ({ byteLength }) => byteLength,
    (error: unknown) => (error instanceof AppError ? error.code : "broke"),
  );

describe("a body", () => {
  it("is read to its end while it is small enough, announced or not", async () => {
    expect(await outcome(sending(2).request)).toBe(8);
    expect(await outcome(sending(2, 8).request)).toBe(8);
    expect(await outcome(new Request("http://weir.test/", { method: "POST" }))).toBe(0);
  });

  it("that is announced as too large is refused without a look at it", async () => {
    const { request, told } = sending(100, 400);
    expect(await outcome(request)).toBe("PAYLOAD_TOO_LARGE");
    expect(told.fetched).toBe(0);
  });

  it("that does not say how large it is, is read no further than the limit", async () => {
    const { request, told } = sending(100);
    expect(await outcome(request)).toBe("PAYLOAD_TOO_LARGE");
    expect(told.fetched).toBeLessThan(5);
  });

  it("that is larger than it said is refused", async () => {
    expect(await outcome(sending(5, 8).request)).toBe("PAYLOAD_TOO_LARGE");
  });
});
