"use client";

import { Terminal } from "lucide-react";
import { CopyButton } from "../ui/copy-button";

/** Copies the request that answers the same figures. A client part, because an icon cannot cross from the server. */
export function CopyCurl({ curl }: { curl: string }) {
  return (
    <CopyButton
      text={curl}
      label="Copy as curl"
      icon={Terminal}
      variant="ghost"
      size="sm"
      className="max-sm:flex-1 max-sm:border-border"
    />
  );
}
