import { publicKeys } from "@/lib/http";

export const dynamic = "force-dynamic";

/** What access tokens can be checked with. */
export const GET = publicKeys;
