import { PublicShell } from "@/components/shell/public-shell";
import { NothingHere } from "./nothing-here";
import { wayHome } from "./way-home";

/** An address that leads nowhere, or to something of another organization: both answer the same. */
export default async function NotFound() {
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: false }} narrow>
      <NothingHere back={{ label: "Back to the start", href: "/" }} />
    </PublicShell>
  );
}
