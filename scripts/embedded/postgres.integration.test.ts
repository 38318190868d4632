import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTestHome, removeTestHome } from "../test/temporary.mjs";
import { portIsFree } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { processBirth } from "./processes.mjs";

let home: string;
const password = "only-for-this-test";
const start = (port?: number) =>
  startPostgres({ folder: path.join(home, "postgres"), password, port, logFile: path.join(home, "postgres.log") });

async function valueOf(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

beforeEach(() => (home = makeTestHome("postgres")));
afterEach(() => removeTestHome(home));

describe("the embedded Postgres", () => {
  it("keeps its data from one start to the next", async () => {
    const first = await start();
    expect(first.fresh).toBe(true);
    await valueOf(first.superUrl("postgres"), "create table kept as select 7 as seven");
    await first.stop();
    const second = await start();
    expect(second.fresh).toBe(false);
    expect(await valueOf(second.superUrl("postgres"), "select seven from kept")).toBe(7);
    await second.stop();
  });

  it("is taken over, not started twice, when a killed launcher left it running", async () => {
    const first = await start();
    const second = await start();
    expect(second.adopted).toBe(true);
    expect(second.record).toEqual(first.record);
    await second.stop();
    expect(processBirth(first.record.pid)).toBeNull();
    expect(await portIsFree(first.port)).toBe(true);
  });

  it("starts again after kill -9, with everything that was committed", async () => {
    const first = await start();
    await valueOf(first.superUrl("postgres"), "create table kept as select 7 as seven");
    process.kill(first.record.pid, "SIGKILL");
    await first.exited;
    const second = await start();
    expect(await valueOf(second.superUrl("postgres"), "select seven from kept")).toBe(7);
    await second.stop();
  });

  it("is not fooled by a lock file that names somebody else's process", async () => {
    const first = await start();
    await first.stop();
    const lock = [process.pid, first.folder, 0, first.port, "", "127.0.0.1", "0 0", "ready"].join("\n");
    fs.writeFileSync(path.join(first.folder, "postmaster.pid"), lock);
    const second = await start();
    expect(second.adopted).toBe(false);
    await second.stop();
  });

  it("lets nobody in without the password", async () => {
    const server = await start();
    const wrong = server.superUrl("postgres").replace(password, "guessed");
    await expect(valueOf(wrong, "select 1")).rejects.toThrow(/password authentication failed/);
    await server.stop();
  });

  it("says which port is taken", async () => {
    const server = await start();
    const other = {
      folder: path.join(home, "other"),
      password,
      port: server.port,
      logFile: path.join(home, "other.log"),
    };
    await expect(startPostgres(other)).rejects.toThrow(new RegExp(`Port ${server.port} .* is in use`));
    await server.stop();
  });
});
