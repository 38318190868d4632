import { connect, type Socket } from "node:net";

const HEAD_END = "\r\n\r\n";
const CHUNKS_END = Buffer.from("0\r\n\r\n");

/** One kept-alive connection that carries one request at a time. */
export interface HttpConnection {
  /** Sends a whole request and resolves with the status of its answer, once the body has arrived. */
  exchange(request: string): Promise<number>;
  close(): void;
}

interface Pending {
  readonly resolve: (status: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens a connection to a port of this machine. It speaks just enough HTTP/1.1 to know where an answer ends: a client with
 * all of node:http's comfort costs more than an empty handler, and would then be what is measured.
 */
export async function openConnection(port: number): Promise<HttpConnection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await opened(socket);
  let pending: Pending | null = null;
  let answer: PartialAnswer | null = null;

  const fail = (error: Error): void => {
    pending?.reject(error);
    pending = null;
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (bytes: Buffer) => {
    answer = answer ? read(answer, bytes) : begin(bytes);
    if (!answer.complete) return;
    const { status } = answer;
    answer = null;
    const waiting = pending;
    pending = null;
    waiting?.resolve(status);
  });

  return {
    exchange: (request) =>
      new Promise<number>((resolve, reject) => {
        if (socket.destroyed) return reject(new Error("the server has closed the connection"));
        pending = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

const opened = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });

interface PartialAnswer {
  readonly status: number;
  /** Bytes of the body still to come; null while the body comes in chunks. */
  readonly missing: number | null;
  readonly complete: boolean;
  /** What has come of a head that is not whole yet; or the last bytes of a chunked body. */
  readonly kept: Buffer;
}

function begin(bytes: Buffer): PartialAnswer {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return { status: 0, missing: null, complete: false, kept: bytes };
  const head = bytes.toString("latin1", 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const body = bytes.subarray(end + HEAD_END.length);
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    const missing = Number(length) - body.length;
    return { status, missing, complete: missing <= 0, kept: Buffer.alloc(0) };
  }
  const chunked = head.includes("\r\ntransfer-encoding: chunked");
  return { status, missing: null, complete: !chunked || endsChunks(body), kept: body };
}

function read(answer: PartialAnswer, bytes: Buffer): PartialAnswer {
  if (answer.status === 0) return begin(Buffer.concat([answer.kept, bytes]));
  if (answer.missing !== null) {
    const missing = answer.missing - bytes.length;
    return { ...answer, missing, complete: missing <= 0 };
  }
  const tail = Buffer.concat([answer.kept.subarray(-CHUNKS_END.length), bytes]);
  return { ...answer, complete: endsChunks(tail), kept: tail };
}

const endsChunks = (body: Buffer): boolean => body.subarray(-CHUNKS_END.length).equals(CHUNKS_END);
