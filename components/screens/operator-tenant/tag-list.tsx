"use client";

import { Plus, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { CodeBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActAnswer, ReadyTenant, TenantActions } from "./model";

const LONGEST_TAG = 40;

interface TagListProps extends Pick<TenantActions, "tag" | "untag"> {
  model: Pick<ReadyTenant, "tags" | "mayChange">;
}

/** What staff call the organization; its own people do not see it. */
export function TagList({ model: { tags, mayChange }, tag, untag }: TagListProps) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState<string>();
  if (tags.length === 0 && !mayChange) return null;

  async function run(what: string, act: () => Promise<ActAnswer>, done?: () => void) {
    setPending(what);
    setError(undefined);
    try {
      const answer = await act();
      if (answer.kind === "refused") setError(answer.message);
      else done?.();
    } catch {
      setError("The answer did not arrive. Doing it again does no harm.");
    } finally {
      setPending(undefined);
    }
  }

  function add(event: FormEvent) {
    event.preventDefault();
    if (typed.trim() === "") return;
    void run(
      "",
      () => tag(typed),
      () => setTyped(""),
    );
  }

  return (
    <section aria-label="Tags" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {tags.map((each) => (
          <CodeBadge key={each} className={mayChange ? "h-10 pr-0 sm:h-6" : undefined}>
            {each}
            {mayChange ? (
              <Button
                variant="ghost"
                size="icon-sm"
                className="sm:size-6"
                aria-label={`Take the tag ${each} away`}
                pending={pending === each}
                onClick={() => void run(each, () => untag(each))}
              >
                <X aria-hidden />
              </Button>
            ) : null}
          </CodeBadge>
        ))}
        {mayChange ? (
          <form onSubmit={add} className="flex items-center gap-2">
            <Input
              aria-label="New tag"
              placeholder="New tag"
              className="w-36"
              autoComplete="off"
              maxLength={LONGEST_TAG}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button type="submit" size="sm" pending={pending === ""}>
              <Plus aria-hidden />
              Add
            </Button>
          </form>
        ) : null}
      </div>
      {error ? <FieldError>{error}</FieldError> : null}
    </section>
  );
}
