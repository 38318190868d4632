"use client";

import { useEffect, useState } from "react";
import { renderMail, type RenderedMail } from "@/components/emails/render-mail";
import { samples } from "@/components/emails/samples";
import { Card, CardHead } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import { Field } from "@/components/ui/field";

/** Draws a mail in the browser with the very function that the worker writes it with. */
export function MailPreview() {
  const [name, setName] = useState(samples[0].name);
  const [mail, setMail] = useState<RenderedMail>();

  useEffect(() => {
    const sample = samples.find((each) => each.name === name) ?? samples[0];
    let stale = false;
    void renderMail(sample.kind, sample.model).then((rendered) => {
      if (!stale) setMail(rendered);
    });
    return () => {
      stale = true;
    };
  }, [name]);

  return (
    <div className="grid gap-4">
      <Field label="Mail" className="max-w-md">
        {(control) => (
          <Select
            {...control}
            options={samples.map((each) => ({ value: each.name, label: each.name }))}
            value={name}
            onValueChange={setName}
          />
        )}
      </Field>
      {mail ? (
        <div className="grid gap-4 lg:grid-cols-2 [&>*]:min-w-0">
          <Card flush aria-label="As it looks">
            <CardHead flush title={mail.subject} description="HTML" />
            <iframe title={mail.subject} srcDoc={mail.html} sandbox="" className="h-160 w-full border-0 bg-white" />
          </Card>
          <Card flush aria-label="As plain text">
            <CardHead flush title={mail.subject} description="Plain text" />
            <pre tabIndex={0} className="overflow-x-auto px-4 pb-4 text-sm break-words whitespace-pre-wrap sm:px-6">
              {mail.text}
            </pre>
          </Card>
        </div>
      ) : null}
    </div>
  );
}
