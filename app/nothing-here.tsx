import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SectionView } from "@/components/weir/section-view";

/** What a page says that is not there for whoever asked: whether it exists at all is not told. */
export function NothingHere({ back }: { back: { label: string; href: string } }) {
  return (
    <>
      <h1 className="text-center text-2xl font-semibold">Nothing at this address</h1>
      <Empty
        picture={<SectionView gate="dry" label="A dry channel" className="max-w-xs" />}
        action={
          <Button asChild>
            <Link href={back.href}>{back.label}</Link>
          </Button>
        }
      >
        The page does not exist, it belongs to an organization that you are not a member of, or your role there does not
        open it.
      </Empty>
    </>
  );
}
