import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

/** Asks how many are bought, in a form that is an address: with it the sums are worked out anew. */
export function QuantityField({ value, most }: { value: number; most: number }) {
  return (
    <Field label="Quantity" hint={`From 1 to ${most.toLocaleString("en-US")}. The sums are worked out anew.`}>
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            key={value}
            type="number"
            name="quantity"
            min={1}
            max={most}
            step={1}
            inputMode="numeric"
            defaultValue={value}
            className="max-w-32 num"
          />
          <Button type="submit">Update</Button>
        </div>
      )}
    </Field>
  );
}
