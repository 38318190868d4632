import { PageBody } from "@/components/ui/page";
import { NothingHere } from "../nothing-here";

/** Inside the console its frame stays: what was looked for is not there, and everything else is one row away. */
export default function NotFoundInConsole() {
  return (
    <PageBody>
      <NothingHere back={{ label: "Back to the console", href: "/admin" }} />
    </PageBody>
  );
}
