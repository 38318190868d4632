"use client";

import { useRouter } from "next/navigation";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { Confirmation } from "@/components/weir/confirmation";
import type { End, ReadyEnding } from "./model";

interface Words {
  goes: string;
  stays: string;
  button: string;
  keep: string;
  after: string;
}

const WORDS: Readonly<Record<ReadyEnding["what"], Words>> = {
  organization: {
    goes: "Its pages, API keys and invitations stop working at once, for everybody.",
    stays: "Records of what it has used and paid are kept.",
    button: "End organization",
    keep: "Keep it",
    after: "/orgs",
  },
  account: {
    goes: "Your sign-in, your name and your address are erased. Organizations that nobody else belongs to end, and you leave the others.",
    stays: "Records of what was used and paid are kept, without your name.",
    button: "Delete account",
    keep: "Keep account",
    after: "/sign-in",
  },
};

/** What goes and what stays, then the button, or what has to be done before. */
export function EndingCard({ model, end }: { model: ReadyEnding; end: End }) {
  const [open, setOpen] = useState(model.dialog === true);
  const { goes, stays, button } = WORDS[model.what];
  const { blockedBy } = model;
  return (
    <Card aria-label="What happens" className="grid gap-4">
      <CardTitle>What happens</CardTitle>
      <ul className="grid list-disc gap-1 pl-5">
        <li>{goes}</li>
        <li>{stays}</li>
        {model.what === "account" ? (
          <li>Where you are the only owner among others, hand ownership over first.</li>
        ) : null}
      </ul>
      <div className="flex flex-wrap items-center gap-3 border-t pt-4">
        {blockedBy ? (
          <>
            <p className="min-w-0 flex-1 basis-64">
              Not while it is on {blockedBy.plan}. Cancel that first; when the free plan has taken its place, come back.
            </p>
            <Button asChild>
              <Link href={blockedBy.href}>Cancel {blockedBy.plan}</Link>
            </Button>
          </>
        ) : (
          <>
            <Button variant="danger" className="max-sm:w-full" onClick={() => setOpen(true)}>
              {button}
            </Button>
            <Button asChild variant="ghost" className="max-sm:w-full">
              <Link href={model.backHref}>Back</Link>
            </Button>
          </>
        )}
      </div>
      <Dialog open={open && !blockedBy} onOpenChange={setOpen}>
        {open ? <Confirm model={model} end={end} /> : null}
      </Dialog>
    </Card>
  );
}

function Confirm({ model, end }: { model: ReadyEnding; end: End }) {
  const router = useRouter();
  const { goes, button, keep, after } = WORDS[model.what];
  async function act(typed: string): Promise<string | null> {
    const answer = await end(typed);
    if (answer.kind !== "ended") return answer.message;
    // Nothing of this page is there any more.
    router.push(after);
    return null;
  }
  return (
    <Confirmation
      title={button}
      description={`${goes} This cannot be undone.`}
      keep={keep}
      verb={button}
      typed={model.typed}
      lost="The answer did not arrive. Open the page again and look before you repeat."
      act={act}
    />
  );
}
