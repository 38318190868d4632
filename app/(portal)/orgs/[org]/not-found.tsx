import { PageBody } from "@/components/ui/page";
import { NothingHere } from "../../../nothing-here";

/** Inside an organization that is the reader's own, its frame stays: the way on is in it. */
export default function NotFoundInOrganization() {
  return (
    <PageBody>
      <NothingHere back={{ label: "Back to the start", href: "/orgs" }} />
    </PageBody>
  );
}
