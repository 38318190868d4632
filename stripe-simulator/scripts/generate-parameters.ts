/**
 * Writes src/http/parameters.generated.ts: for every route of the resources the simulator serves, the parameters the
 * API knows, read from the type declarations and sources of the installed `stripe` package.
 *
 * Run with `npx tsx stripe-simulator/scripts/generate-parameters.ts`; a test fails when the committed file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const resources = join(here, "../../node_modules/stripe/esm/resources");
export const GENERATED_FILE = join(here, "../src/http/parameters.generated.ts");

/** The resources whose routes the simulator serves now or soon; unknown ones answer "Unrecognized request URL". */
const SERVED = [
  "BalanceTransactions",
  "Billing/MeterEventAdjustments",
  "Billing/MeterEvents",
  "Billing/Meters",
  "BillingPortal/Configurations",
  "BillingPortal/Sessions",
  "Charges",
  "Checkout/Sessions",
  "Coupons",
  "CreditNotes",
  "CustomerBalanceTransactions",
  "Customers",
  "Disputes",
  "Events",
  "InvoiceItems",
  "InvoicePayments",
  "Invoices",
  "PaymentIntents",
  "PaymentMethods",
  "Prices",
  "Products",
  "PromotionCodes",
  "Refunds",
  "SetupIntents",
  "SubscriptionItems",
  "SubscriptionSchedules",
  "Subscriptions",
  "TestHelpers/TestClocks",
  "WebhookEndpoints",
];

type Shape =
  | string
  | ["enum", ...string[]]
  | ["list" | "map", number]
  | ["union", ...number[]]
  | ["object", Record<string, number>, string[]];

/** Gives equal shapes one number, so that address and card shapes are written once. */
class ShapeTable {
  readonly shapes: string[] = [];
  private readonly numbers = new Map<string, number>();

  add(shape: Shape): number {
    const text = JSON.stringify(shape);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.shapes.push(text);
    this.numbers.set(text, this.shapes.length - 1);
    return this.shapes.length - 1;
  }
}

class Reader {
  readonly table = new ShapeTable();
  private readonly memo = new Map<string, number>();

  constructor(private readonly checker: ts.TypeChecker) {}

  shapeOf(type: ts.Type, name: string): number {
    // Decimals are declared as whatever the SDK can turn into text; the API wants digits.
    if (name.endsWith("_decimal")) return this.table.add("decimal");
    const id = `${(type as ts.Type & { id: number }).id}:${/percent/.test(name)}`;
    const known = this.memo.get(id);
    if (known !== undefined) return known;
    const number = this.table.add(this.read(type, name));
    this.memo.set(id, number);
    return number;
  }

  private read(type: ts.Type, name: string): Shape {
    if (type.isUnion()) return this.readUnion(type, name);
    if (type.isStringLiteral()) return type.value === "" ? "empty" : ["enum", type.value];
    if (type.flags & ts.TypeFlags.StringLike) return "string";
    // The API's percentages take decimals; every other number it takes is an integer.
    if (type.flags & ts.TypeFlags.NumberLike) return /percent/.test(name) ? "decimal" : "integer";
    if (type.flags & ts.TypeFlags.BooleanLike) return "boolean";
    if (type.flags & ts.TypeFlags.Object) return this.readObject(type);
    return "any";
  }

  private readUnion(type: ts.UnionType, name: string): Shape {
    const members = type.types.filter((member) => !(member.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)));
    const words = members.filter((member) => member.isStringLiteral()).map((m) => m.value);
    const shapes: number[] = [];
    if (words.includes("")) shapes.push(this.table.add("empty"));
    const values = words.filter((word) => word !== "").sort();
    if (values.length > 0) shapes.push(this.table.add(["enum", ...values]));
    if (members.some((member) => member.flags & ts.TypeFlags.BooleanLike)) shapes.push(this.table.add("boolean"));
    for (const member of members) {
      if (member.isStringLiteral() || member.flags & ts.TypeFlags.BooleanLike) continue;
      // `OtherString` leaves room for values of later versions; this version of the API refuses them.
      if (member.isIntersection() && words.length > 0) continue;
      shapes.push(this.shapeOf(member, name));
    }
    const unique = [...new Set(shapes)];
    const only = unique[0];
    if (unique.length === 1 && only !== undefined) return JSON.parse(this.table.shapes[only] ?? '"any"') as Shape;
    return ["union", ...unique];
  }

  private readObject(type: ts.Type): Shape {
    if (type.symbol?.name === "Decimal") return "decimal";
    if (this.checker.isArrayType(type)) {
      const element = this.checker.getTypeArguments(type as ts.TypeReference)[0];
      return ["list", element ? this.shapeOf(element, "") : this.table.add("any")];
    }
    const properties = this.checker.getPropertiesOfType(type);
    const index = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (properties.length === 0 && index) return ["map", this.shapeOf(index, "")];
    const fields: Record<string, number> = {};
    const required: string[] = [];
    for (const property of [...properties].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      fields[property.name] = this.shapeOf(this.checker.getTypeOfSymbol(property), property.name);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    return ["object", fields, required];
  }
}

/** Method name → verb and path, from the request the generated SDK method makes. */
function requestsOf(source: string): Map<string, { verb: string; path: string }> {
  const found = new Map<string, { verb: string; path: string }>();
  const pattern = /^ {4}(\w+)\([^)]*\) \{(?:(?!^ {4}\}).)*?_makeRequest\('(\w+)', [`'](\/v1\/[^`']*)[`']/gms;
  for (const match of source.matchAll(pattern)) {
    const [, method, verb, path] = match;
    if (!method || !verb || !path) continue;
    found.set(method, { verb, path: path.replace(/\$\{encodeURIComponent\((\w+)\)\}/g, ":$1") });
  }
  return found;
}

/** The text the generated file should have for the installed SDK. */
export function generateParameters(): string {
  const files = SERVED.map((name) => join(resources, `${name}.d.ts`));
  for (const file of files) if (!existsSync(file)) throw new Error(`The SDK has no ${file}`);
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    types: ["node"],
  });
  const reader = new Reader(program.getTypeChecker());
  const none = reader.table.add(["object", {}, []]);
  const lines = new Map<string, number>();
  for (const file of files) {
    const sourceFile = program.getSourceFile(file);
    if (!sourceFile) throw new Error(`Cannot read ${file}`);
    const requests = requestsOf(readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8"));
    const checker = program.getTypeChecker();
    sourceFile.forEachChild((node) => {
      if (!ts.isClassDeclaration(node)) return;
      for (const member of node.members) {
        if (!ts.isMethodDeclaration(member)) continue;
        const request = requests.get(member.name.getText(sourceFile));
        if (!request) continue;
        const parameter = member.parameters.find((each) => each.name.getText(sourceFile) === "params");
        const type = parameter?.type && checker.getTypeFromTypeNode(parameter.type);
        lines.set(`${request.verb} ${request.path}`, type ? reader.shapeOf(type, "") : none);
      }
    });
  }
  const sdk = JSON.parse(readFileSync(join(resources, "../../package.json"), "utf8")) as { version: string };
  const version = /ApiVersion = '([^']+)'/.exec(readFileSync(join(resources, "../apiVersion.js"), "utf8"))?.[1];
  if (!version) throw new Error("The SDK names no API version");
  const routes = [...lines].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `// Generated from the types of stripe ${sdk.version} by scripts/generate-parameters.ts. Do not edit.`,
    "/* eslint-disable */",
    "// prettier-ignore",
    `export const API_VERSION = ${JSON.stringify(version)};`,
    "// prettier-ignore",
    "export const ROUTES: Record<string, number> = {",
    ...routes.map(([route, shape]) => `${JSON.stringify(route)}:${shape},`),
    "};",
    "/** JSON text, parsed once: far cheaper for the compiler than a literal of this size. */",
    "// prettier-ignore",
    "export const SHAPES: string = `[",
    ...reader.table.shapes.map((shape, at) => shape + (at < reader.table.shapes.length - 1 ? "," : "")),
    "]`;",
    "",
  ].join("\n");
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1])
  writeFileSync(GENERATED_FILE, generateParameters());
