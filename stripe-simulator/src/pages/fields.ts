import { html, type Html } from "./html";

export interface FieldWords {
  label: string;
  autocomplete: string;
  hint?: string;
  numeric?: boolean;
  type?: string;
  optional?: boolean;
  /** For number fields. */
  min?: number;
  max?: number;
}

/** One labelled input; a complaint stands under it and is read out with it. */
export function field(name: string, words: FieldWords, value: string, error?: string): Html {
  return html`<div>
    <label for="${name}">${words.label}</label
    ><input
      id="${name}"
      name="${name}"
      type="${words.type ?? "text"}"
      value="${value}"
      autocomplete="${words.autocomplete}"
      ${words.hint ? html`placeholder="${words.hint}"` : ""}
      ${words.numeric ? html`inputmode="numeric"` : ""}
      ${words.optional ? "" : html`required`}
      ${words.min === undefined ? "" : html`min="${words.min}"`}
      ${words.max === undefined ? "" : html`max="${words.max}"`}
      aria-invalid="${error ? "true" : "false"}"
      ${error ? html`aria-describedby="${name}-error"` : ""}
    />${error && html`<p class="error" id="${name}-error">${error}</p>`}
  </div>`;
}

/** A complaint about the whole form, read out when the page appears. */
export function alertBox(text: string | null): Html {
  return text ? html`<p class="alert" role="alert">${text}</p>` : html``;
}

/** Text of a posted field, without the spaces around it. */
export function textOf(form: URLSearchParams, name: string, longest = 500): string {
  return (form.get(name) ?? "").trim().slice(0, longest);
}
