// Loaded into a process before its own program: tells its parent, when asked, what it keeps in memory after a collection.
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

process.on("message", (question) => {
  if (question !== "memory") return;
  // Twice: what the first finds unreachable through a finalizer is freed by the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const memory: Memory = { rss, heapUsed, external };
  process.send?.(memory);
});
