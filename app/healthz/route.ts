export { healthz as GET } from "@/lib/http";

/** Answers about this moment, so it is never prerendered. */
export const dynamic = "force-dynamic";
