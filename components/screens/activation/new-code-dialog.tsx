"use client";

import { formatTime } from "@/components/format";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Dialog } from "@/components/ui/dialog";
import { ShownOnce } from "@/components/weir/shown-once";
import type { NewCode } from "./model";

interface NewCodeDialogProps {
  code: NewCode | null;
  timeZone: string;
  onDone(): void;
}

/** The only moment at which the code can be read. */
export function NewCodeDialog({ code, timeZone, onDone }: NewCodeDialogProps) {
  return (
    <Dialog open={code !== null} onOpenChange={(open) => (open ? undefined : onDone())}>
      {code ? (
        <ShownOnce
          title="Your activation code"
          description="This is the only time it is shown. Enter it in the plugin or on the site."
          secret={code.text}
          noun="code"
          confirmation="I have entered it, or can do so in the next minutes."
          onDone={onDone}
        >
          <DescriptionList>
            <Description term="Works on">
              <span className="break-all">{code.domain ?? "The first domain that uses it"}</span>
            </Description>
            <Description term="Mode">{code.mode === "live" ? "Live" : "Test"}</Description>
            <Description term="Works until">{formatTime(code.expiresAt, timeZone)}</Description>
          </DescriptionList>
        </ShownOnce>
      ) : null}
    </Dialog>
  );
}
