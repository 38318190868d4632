"use client";

import { Info } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Note } from "../../ui/banner";
import { Button } from "../../ui/button";
import { Card, CardHead } from "../../ui/card";
import { Checkbox } from "../../ui/checkbox";
import { FailurePage } from "../../ui/failure";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { PageBody, PageHead } from "../../ui/page";
import { Select } from "../../ui/select";
import type { FieldErrors, ReadySettings, SaveSection, SettingsModel } from "./model";
import { Section } from "./section";

/** What an organization says about itself, a section each. */
export function SettingsScreen({ model, save }: { model: SettingsModel; save: SaveSection }) {
  if (model.kind === "ready") return <Ready model={model} save={save} />;
  return (
    <FailurePage
      settings
      heading="Settings"
      title="The settings could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      Nothing was changed.
    </FailurePage>
  );
}

function Ready({ model, save }: { model: ReadySettings; save: SaveSection }) {
  const common = { save, readOnly: model.readOnlyReason !== null };
  const { errors } = model;
  return (
    <PageBody settings>
      <PageHead title="Settings" description={`Of ${model.organization.name}. Each section is saved by itself.`} />
      {model.readOnlyReason ? <Note icon={Info}>{model.readOnlyReason}</Note> : null}
      <Section
        {...common}
        name="organization"
        title="Organization"
        description="How it is called, and where its pages are."
        errors={errors?.organization}
      >
        {(faults) => <OrganizationFields model={model} faults={faults} />}
      </Section>
      <Section
        {...common}
        name="contact"
        title="Billing e-mail"
        description="Where receipts and reminders go. Left empty, owners and admins get them."
        errors={errors?.contact}
      >
        {(faults) => (
          <Field label="E-mail" error={faults.billingEmail}>
            {(control) => (
              <Input
                {...control}
                type="email"
                name="billingEmail"
                defaultValue={model.billingEmail}
                autoComplete="email"
                maxLength={255}
              />
            )}
          </Field>
        )}
      </Section>
      <Section
        {...common}
        name="address"
        title="Billing address"
        description={
          model.taxed ? "Printed on invoices; tax is worked out by it." : "Printed on invoices from the next one on."
        }
        errors={errors?.address}
      >
        {(faults) => <AddressSection model={model} faults={faults} />}
      </Section>
      <Section
        {...common}
        name="taxId"
        title="Tax id"
        description="Printed on invoices. Left empty, none is."
        errors={errors?.taxId}
      >
        {(faults) => <TaxIdFields model={model} faults={faults} />}
      </Section>
      <Section
        {...common}
        name="buying"
        title="Who may buy"
        description="Owners and admins can always buy, change and cancel."
        errors={errors?.buying}
      >
        {() => (
          <Checkbox
            name="membersMayBuy"
            value="1"
            defaultChecked={model.membersMayBuy}
            label="Members may buy as well"
            hint="They can choose a plan, change and cancel it."
          />
        )}
      </Section>
      {model.closing ? (
        <Card aria-label={model.closing.title} className="grid gap-4">
          <CardHead title={model.closing.title} description={model.closing.words} />
          <div>
            <Button asChild>
              <Link href={model.closing.href}>See what happens</Link>
            </Button>
          </div>
        </Card>
      ) : null}
    </PageBody>
  );
}

interface FieldsProps {
  model: ReadySettings;
  faults: FieldErrors;
}

function OrganizationFields({ model, faults }: FieldsProps) {
  const { organization } = model;
  return (
    <>
      <Field label="Name" error={faults.name}>
        {(control) => (
          <Input
            {...control}
            name="name"
            defaultValue={organization.name}
            autoComplete="organization"
            maxLength={200}
          />
        )}
      </Field>
      <Field
        label="Address of its pages"
        hint={`${model.addressBefore}… Links to the old address stop working.`}
        error={faults.slug}
      >
        {(control) => (
          <Input {...control} name="slug" defaultValue={organization.slug} autoComplete="off" maxLength={100} />
        )}
      </Field>
      <Field label="Time zone" hint="Dates of this organization are shown in it." error={faults.timeZone}>
        {(control) => (
          <Select {...control} name="timeZone" options={model.zones} defaultValue={organization.timeZone} />
        )}
      </Field>
    </>
  );
}

const ADDRESS = [
  { name: "line1", label: "Street and number", autoComplete: "address-line1" },
  { name: "line2", label: "Second line (optional)", autoComplete: "address-line2" },
  { name: "postalCode", label: "Postal code", autoComplete: "postal-code" },
  { name: "city", label: "City", autoComplete: "address-level2" },
  { name: "state", label: "State or province (optional)", autoComplete: "address-level1" },
] as const;

function AddressSection({ model, faults }: FieldsProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {ADDRESS.map(({ name, label, autoComplete }) => (
        <Field key={name} label={label} error={faults[name]}>
          {(control) => (
            <Input
              {...control}
              name={name}
              defaultValue={model.address[name]}
              autoComplete={autoComplete}
              maxLength={200}
            />
          )}
        </Field>
      ))}
      <Field label="Country" error={faults.country}>
        {(control) => (
          <Select
            {...control}
            name="country"
            options={model.countries}
            defaultValue={model.address.country}
            placeholder="Choose a country"
          />
        )}
      </Field>
    </div>
  );
}

function TaxIdFields({ model, faults }: FieldsProps) {
  const [type, setType] = useState(model.taxId?.type ?? model.taxIdTypes[0]?.value ?? "");
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label="Kind" error={faults.type}>
        {(control) => (
          <Select {...control} name="type" options={model.taxIdTypes} value={type} onValueChange={setType} />
        )}
      </Field>
      <Field label="Number" hint="As your tax office writes it." error={faults.value}>
        {(control) => (
          <Input {...control} name="value" defaultValue={model.taxId?.value ?? ""} autoComplete="off" maxLength={40} />
        )}
      </Field>
    </div>
  );
}
