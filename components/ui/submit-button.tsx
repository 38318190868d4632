"use client";

import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "./button";

/** The button that sends its form; while the form's action runs it cannot be pressed again. */
export function SubmitButton({ pending, ...rest }: Omit<ButtonProps, "type" | "asChild">) {
  const status = useFormStatus();
  return <Button type="submit" pending={pending || status.pending} {...rest} />;
}
