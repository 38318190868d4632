import path from "node:path";
import ts from "typescript";
import { exists, projectFiles, read } from "./project-files";

/** A function of the house or of a door, as far as this reading goes: what it mentions of other functions, and whether it writes rows itself. */
export interface KnownFunction {
  readonly file: string;
  readonly name: string;
  readonly mentions: ReadonlySet<string>;
  readonly writes: boolean;
}

interface Source {
  readonly functions: Map<string, { mentioned: Set<string>; writes: boolean }>;
  /** Local name → file and name over there. */
  readonly imports: Map<string, { file: string; name: string }>;
  /** Local name of a whole file: `store` in `import * as store`. */
  readonly wholes: Map<string, string>;
  /** Exported name → where it comes from, for what is passed on. */
  readonly passedOn: Map<string, { file: string; name: string }>;
  readonly passedOnWhole: string[];
}

const WRITES_SQL = /\b(?:insert\s+into|delete\s+from|update\s+[\w."]+(?:\s+\w+)?\s+set)\b/i;
const WRITES_ROWS = /\b(?:tx|db)\s*\.\s*\w+\s*\.\s*(?:create|update|upsert|delete)\w*\s*\(/;
const OURS = /^(?:lib|app|cli)\/(?!platform\/generated\/).*(?<!\.test)\.tsx?$/;

const sources = new Map<string, Source>();
for (const file of projectFiles.filter((each) => OURS.test(each))) sources.set(file, sourceOf(file));

const keyOf = (file: string, name: string): string => `${file}#${name}`;

/** Every top-level function of the house and of its doors. */
export const functions: ReadonlyMap<string, KnownFunction> = new Map(
  [...sources].flatMap(([file, source]) =>
    [...source.functions].map(([name, { mentioned, writes }]): [string, KnownFunction] => {
      const mentions = [...mentioned].flatMap((each) => {
        if (source.functions.has(each)) return [keyOf(file, each)];
        const [whole = "", member] = each.split(".");
        const from = member === undefined ? undefined : source.wholes.get(whole);
        const there = from && member !== undefined ? originOf(from, member) : null;
        if (there) return [there];
        const imported = source.imports.get(each);
        const origin = imported && originOf(imported.file, imported.name);
        return origin ? [origin] : [];
      });
      return [keyOf(file, name), { file, name, writes, mentions: new Set(mentions) }];
    }),
  ),
);

/** The functions that a room gives out by its index, by the name that it gives them. */
export function givenOutBy(index: string): Map<string, string> {
  const source = sources.get(index);
  if (!source) throw new Error(`${index} is not there`);
  const found = new Map<string, string>();
  for (const name of source.passedOn.keys()) {
    const origin = originOf(index, name);
    if (origin && functions.has(origin)) found.set(name, origin);
  }
  for (const name of source.functions.keys()) found.set(name, keyOf(index, name));
  return found;
}

/** Whether a function comes, through whatever it mentions, to one that holds. */
export function reaches(from: string, holds: (known: KnownFunction) => boolean): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    const known = functions.get(key);
    if (!known) continue;
    if (holds(known)) return true;
    waiting.push(...known.mentions);
  }
  return false;
}

/** Where a name that a file exports is made; null for what is no function of ours. */
function originOf(file: string, name: string, depth = 0): string | null {
  const source = sources.get(file);
  if (!source || depth > 8) return null;
  if (source.functions.has(name)) return keyOf(file, name);
  const further = source.passedOn.get(name);
  if (further) return originOf(further.file, further.name, depth + 1);
  for (const whole of source.passedOnWhole) {
    const origin = originOf(whole, name, depth + 1);
    if (origin) return origin;
  }
  return null;
}

function sourceOf(file: string): Source {
  const tree = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const source: Source = {
    functions: new Map(),
    imports: new Map(),
    wholes: new Map(),
    passedOn: new Map(),
    passedOnWhole: [],
  };
  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement)) readImport(file, statement, source);
    else if (ts.isExportDeclaration(statement)) readExport(file, statement, source);
    else if (ts.isFunctionDeclaration(statement) && statement.name) keep(source, statement.name.text, statement);
    else if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer) keep(source, name.text, initializer);
  }
  return source;
}

function keep(source: Source, name: string, body: ts.Node): void {
  const mentioned = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
      mentioned.add(`${node.expression.text}.${node.name.text}`);
    ts.forEachChild(node, visit);
  };
  visit(body);
  const text = body.getText();
  source.functions.set(name, { mentioned, writes: WRITES_SQL.test(text) || WRITES_ROWS.test(text) });
}

function readImport(file: string, { importClause, moduleSpecifier }: ts.ImportDeclaration, source: Source): void {
  const from = fileOf(file, moduleSpecifier);
  const named = importClause?.namedBindings;
  if (!from || !named) return;
  if (ts.isNamespaceImport(named)) return void source.wholes.set(named.name.text, from);
  for (const each of named.elements)
    source.imports.set(each.name.text, { file: from, name: (each.propertyName ?? each.name).text });
}

function readExport(file: string, { exportClause, moduleSpecifier }: ts.ExportDeclaration, source: Source): void {
  const from = moduleSpecifier && fileOf(file, moduleSpecifier);
  if (!from) return;
  if (!exportClause) return void source.passedOnWhole.push(from);
  if (!ts.isNamedExports(exportClause)) return;
  for (const each of exportClause.elements)
    source.passedOn.set(each.name.text, { file: from, name: (each.propertyName ?? each.name).text });
}

/** The file of ours that an import names; null for packages. */
function fileOf(file: string, specifier: ts.Expression): string | null {
  if (!ts.isStringLiteral(specifier)) return null;
  const { text } = specifier;
  if (!text.startsWith("@/") && !text.startsWith(".")) return null;
  const base = text.startsWith("@/") ? text.slice(2) : path.posix.join(path.posix.dirname(file), text);
  return [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find(exists) ?? null;
}
