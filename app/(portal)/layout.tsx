import type { ReactNode } from "react";
import { requireUser } from "../portal-session";

/** Everything below is for people who are signed in; each page asks again for what it shows. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  await requireUser();
  return children;
}
