import { cardByNumber, type TestCard } from "../payments/test-cards";
import { field, type FieldWords } from "./fields";
import { html, type Html } from "./html";

export type FieldErrors = Partial<Record<"number" | "expiry" | "cvc" | "name" | "email", string>>;
export interface CardInput {
  number: string;
  expiry: string;
  cvc: string;
  name: string;
  email: string;
}
export const EMPTY: CardInput = { number: "", expiry: "", cvc: "", name: "", email: "" };

/** What was typed, and either the card it names or what is wrong with it. */
export interface ReadCard {
  input: CardInput;
  errors: FieldErrors;
  entry: { card: TestCard; month: number; year: number; name: string; email: string } | null;
}

/** Reads the card fields of a posted form; `now` (unix seconds) decides whether the card has expired. */
export function readCard(form: URLSearchParams, now: number, emailAsked: boolean): ReadCard {
  const text = (name: string) => (form.get(name) ?? "").trim().slice(0, 200);
  const input = {
    number: text("number"),
    expiry: text("expiry"),
    cvc: text("cvc"),
    name: text("name"),
    email: text("email"),
  };
  const card = cardByNumber(input.number);
  const expiry = readExpiry(input.expiry);
  const errors: FieldErrors = {
    ...(!card && { number: numberError(input.number) }),
    ...(!expiry && { expiry: "Your card's expiration date is incomplete." }),
    ...(expiry && isPast(expiry, now) && { expiry: "Your card's expiration date is in the past." }),
    ...(!/^\d{3,4}$/.test(input.cvc) && { cvc: "Your card's security code is incomplete." }),
    ...(input.name === "" && { name: "Enter the name on the card." }),
    ...(emailAsked && !/^[^\s@]+@[^\s@]+$/.test(input.email) && { email: "Enter an e-mail address." }),
  };
  if (!card || !expiry || Object.keys(errors).length > 0) return { input, errors, entry: null };
  return { input, errors, entry: { card, ...expiry, name: input.name, email: input.email } };
}

function numberError(number: string): string {
  const digits = number.replace(/[\s-]/g, "");
  if (!/^\d{13,19}$/.test(digits)) return "Your card number is incomplete.";
  if (!passesLuhn(digits)) return "Your card number is invalid.";
  return "Your card was declined. Only test cards work here; real card numbers never do.";
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function readExpiry(text: string): { month: number; year: number } | null {
  const match = /^(\d{1,2})\s*[/-]?\s*(\d{2}|\d{4})$/.exec(text);
  const month = Number(match?.[1]);
  const year = Number(match?.[2]);
  if (!match || month < 1 || month > 12) return null;
  return { month, year: year < 100 ? 2000 + year : year };
}

function isPast(expiry: { month: number; year: number }, now: number): boolean {
  return Date.UTC(expiry.year, expiry.month, 1) / 1000 <= now;
}

function cardField(name: keyof CardInput, words: FieldWords, read: Pick<ReadCard, "input" | "errors">): Html {
  return field(name, words, read.input[name], read.errors[name]);
}

/** The card fields and the list of test cards; the caller adds form and button. */
export function cardFields(read: Pick<ReadCard, "input" | "errors">, emailAsked: boolean): Html {
  return html` ${emailAsked ? cardField("email", { label: "E-mail", autocomplete: "email", type: "email" }, read) : ""}
    ${cardField("number", { label: "Card number", autocomplete: "cc-number", hint: "4242 4242 4242 4242", numeric: true }, read)}
    <div class="pair">
      ${cardField("expiry", { label: "Expiry (MM / YY)", autocomplete: "cc-exp", hint: "12 / 34", numeric: true }, read)}
      ${cardField("cvc", { label: "CVC", autocomplete: "cc-csc", hint: "123", numeric: true }, read)}
    </div>
    ${cardField("name", { label: "Name on card", autocomplete: "cc-name" }, read)}`;
}

/** Which numbers do what, for the person at the page. */
export function testCardHint(): Html {
  const rows: [string, string][] = [
    ["4242 4242 4242 4242", "pays"],
    ["4000 0000 0000 0002", "is declined"],
    ["4000 0000 0000 0341", "is saved, and later payments fail"],
    ["4000 0025 0000 3155", "asks for 3-D Secure"],
  ];
  return html`<details open>
    <summary>Test cards</summary>
    <table>
      <tbody>
        ${rows.map(
          ([number, effect]) =>
            html`<tr>
              <td><code>${number}</code></td>
              <td>${effect}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="soft">Any future date and any CVC.</p>
  </details>`;
}
