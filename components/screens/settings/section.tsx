"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import { toast } from "sonner";
import { Button } from "../../ui/button";
import { Card, CardFoot, CardHead } from "../../ui/card";
import { FieldError } from "../../ui/field";
import type { FieldErrors, SaveSection, SectionName } from "./model";

interface SectionProps {
  name: SectionName;
  title: string;
  description: string;
  save: SaveSection;
  readOnly: boolean;
  errors?: FieldErrors | undefined;
  /** The fields, with what is wrong with them; their names are what `save` gets. */
  children: (errors: FieldErrors) => ReactNode;
}

/** A card that is saved by itself. Leaving with something unsaved asks first. */
export function Section({ name, title, description, save, readOnly, errors: first, children }: SectionProps) {
  const router = useRouter();
  const [errors, setErrors] = useState<FieldErrors>(first ?? {});
  const [pending, setPending] = useState(false);
  const [dirty, setDirty] = useState(false);
  useLeaveGuard(dirty);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values: Record<string, string> = {};
    for (const [field, value] of new FormData(event.currentTarget))
      if (typeof value === "string") values[field] = value;
    setPending(true);
    try {
      const answer = await save(name, values);
      setErrors(answer.kind === "refused" ? answer.errors : {});
      if (answer.kind === "refused") return;
      setDirty(false);
      toast("Saved");
      if (answer.href !== null) router.replace(answer.href);
      else router.refresh();
    } catch {
      setErrors({ form: "The answer did not arrive. Saving again does no harm." });
    } finally {
      setPending(false);
    }
  }

  return (
    <Card aria-label={title}>
      <form onSubmit={submit} onChange={() => setDirty(true)} noValidate className="grid gap-4">
        <CardHead title={title} description={description} />
        <fieldset disabled={readOnly} className="grid gap-4">
          {children(errors)}
        </fieldset>
        {errors.form ? <FieldError>{errors.form}</FieldError> : null}
        {readOnly ? null : (
          <CardFoot>
            <Button type="submit" pending={pending}>
              Save {title.toLowerCase()}
            </Button>
          </CardFoot>
        )}
      </form>
    </Card>
  );
}

function useLeaveGuard(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}
