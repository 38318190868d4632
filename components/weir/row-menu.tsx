"use client";

import { Copy, Ellipsis, type LucideIcon } from "lucide-react";
import { useRef } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";

export interface RowAct {
  label: string;
  icon: LucideIcon;
  danger?: boolean;
  /** Opens the dialog in which it is done. */
  onChoose(): void;
}

interface RowMenuProps {
  /** What the row is about, for whoever hears the page. */
  name: string;
  id: string;
  /** What the id is called, at the beginning of a sentence: "Key id". */
  idName: string;
  acts: readonly RowAct[];
}

/** What can be done with a row: copy its id, and whatever the reader may do. */
export function RowMenu({ name, id, idName, acts }: RowMenuProps) {
  // The dialog opens once the menu has gone, so that closing it leads back to the button and not to a row that is no more.
  const chosen = useRef<RowAct>(undefined);

  function afterClose() {
    const act = chosen.current;
    chosen.current = undefined;
    act?.onChoose();
  }

  async function copyId() {
    try {
      await navigator.clipboard.writeText(id);
      toast(`${idName} copied`);
    } catch {
      toast(`The browser refused the clipboard. The id is ${id}`);
    }
  }

  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${name}`}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" onCloseAutoFocus={afterClose}>
        <DropdownMenuItem onSelect={copyId}>
          <Copy aria-hidden />
          Copy {idName.charAt(0).toLowerCase()}
          {idName.slice(1)}
        </DropdownMenuItem>
        {acts.map((act) => (
          <DropdownMenuItem
            key={act.label}
            danger={act.danger}
            onSelect={() => {
              chosen.current = act;
            }}
          >
            <act.icon aria-hidden />
            {act.label}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
