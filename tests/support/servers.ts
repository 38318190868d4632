// Once per run of the integration tests: the servers, with one Redis per worker, so that a test may flush or fill its
// Redis without asking anybody.
import type { TestProject } from "vitest/node";
import { startTestServers, type TestServers } from "../../scripts/test/servers.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    servers: TestServers;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { servers, stop } = await startTestServers({ redisCount: project.vitest.config.maxWorkers });
  project.provide("servers", servers);
  return stop;
}
