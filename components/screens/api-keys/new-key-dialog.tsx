"use client";

import { formatDate } from "@/components/format";
import { CodeBadge } from "@/components/ui/badge";
import { ShownOnceDialog } from "@/components/weir/shown-once";
import type { NewKey } from "./model";

interface NewKeyDialogProps {
  newKey: NewKey | null;
  timeZone: string;
  onDone(): void;
}

/** The only moment at which the key can be read. */
export const NewKeyDialog = ({ newKey, timeZone, onDone }: NewKeyDialogProps) => (
  <ShownOnceDialog
    onDone={onDone}
    shown={
      newKey && {
        title: `Your new key “${newKey.name}”`,
        description: "We keep no copy that could be read again.",
        secret: newKey.secret,
        noun: "key",
        confirmation: "I have stored it where my service can read it.",
        facts: [
          ["Mode", newKey.mode === "live" ? "Live" : "Test"],
          ["Scopes", <Scopes key="scopes" scopes={newKey.scopes} />],
          ["Expires", newKey.expiresAt ? formatDate(newKey.expiresAt, timeZone) : "Never"],
          ...(newKey.replaces
            ? ([["The old key works until", formatDate(newKey.replaces.until, timeZone)]] as const)
            : []),
        ],
      }
    }
  />
);

const Scopes = ({ scopes }: { scopes: readonly string[] }) => (
  <span className="flex flex-wrap justify-end gap-1">
    {scopes.map((scope) => (
      <CodeBadge key={scope}>{scope}</CodeBadge>
    ))}
  </span>
);
