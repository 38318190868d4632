import { PublicShell } from "@/components/shell/public-shell";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SectionView } from "@/components/weir/section-view";
import Link from "next/link";

/** An address that leads nowhere, or to something of another organization: both answer the same. */
export default function NotFound() {
  return (
    <PublicShell model={{ signInHref: "/sign-in", demo: false }} narrow>
      <h1 className="text-center text-2xl font-semibold">Nothing at this address</h1>
      <Empty
        picture={<SectionView gate="dry" label="A dry channel" className="max-w-xs" />}
        action={
          <Button asChild>
            <Link href="/">Back to the start</Link>
          </Button>
        }
      >
        The page does not exist, or it belongs to an organization that you are not a member of.
      </Empty>
    </PublicShell>
  );
}
