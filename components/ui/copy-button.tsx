"use client";

import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button";

interface CopyButtonProps extends Omit<ButtonProps, "onClick" | "children" | "asChild"> {
  text: string;
  label: string;
  icon?: LucideIcon;
  iconOnly?: boolean;
  onCopied?(): void;
}

const shownFor = 1600;

/** Copies a text and says so for a moment. Where the browser refuses the clipboard, it says that instead. */
export function CopyButton({ text, label, icon: Icon = Copy, iconOnly, onCopied, ...rest }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "refused">("idle");

  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), shownFor);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
      onCopied?.();
    } catch {
      setOutcome("refused");
    }
  }

  const words = outcome === "copied" ? "Copied" : outcome === "refused" ? "Select and copy by hand" : label;
  return (
    <Button variant={iconOnly ? "ghost" : "secondary"} size={iconOnly ? "icon-sm" : "default"} {...rest} onClick={copy}>
      {outcome === "copied" ? <Check aria-hidden /> : <Icon aria-hidden />}
      <span aria-live="polite" className={iconOnly ? "sr-only" : undefined}>
        {words}
      </span>
    </Button>
  );
}
