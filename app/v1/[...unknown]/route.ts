import { noSuchPath } from "@/lib/http";

/** What no route of /v1 takes answers as a problem too, not as a page. */
export { noSuchPath as DELETE, noSuchPath as GET, noSuchPath as PATCH, noSuchPath as POST, noSuchPath as PUT };
