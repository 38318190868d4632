"use client";

import { formatTime } from "@/components/format";
import { ShownOnceDialog } from "@/components/weir/shown-once";
import type { NewCode } from "./model";

interface NewCodeDialogProps {
  code: NewCode | null;
  timeZone: string;
  onDone(): void;
}

/** The only moment at which the code can be read. */
export const NewCodeDialog = ({ code, timeZone, onDone }: NewCodeDialogProps) => (
  <ShownOnceDialog
    onDone={onDone}
    shown={
      code && {
        title: "Your activation code",
        description: "Enter it in the plugin or on the site.",
        secret: code.text,
        noun: "code",
        confirmation: "I have entered it, or can do so in the next minutes.",
        facts: [
          [
            "Works on",
            <span key="domain" className="break-all">
              {code.domain ?? "The first domain that uses it"}
            </span>,
          ],
          ["Mode", code.mode === "live" ? "Live" : "Test"],
          ["Works until", formatTime(code.expiresAt, timeZone)],
        ],
      }
    }
  />
);
