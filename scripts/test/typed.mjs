// The types and the lint of the whole project, from one reading of it: both ask the same compiler the same questions, and
// asked apart they take half as long again. Ends with 1 and says what was found when anything was.
import parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import ts from "typescript";
import rules from "../../eslint.config.mjs";
import { inProject, projectRoot } from "../paths.mjs";

const program = parser.createProgram(inProject("tsconfig.json"));
const errors = ts.getPreEmitDiagnostics(program);
if (errors.length > 0) {
  const names = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => projectRoot,
    getNewLine: () => "\n",
  };
  console.log(ts.formatDiagnostics(errors, names));
}

const eslint = new ESLint({
  cwd: projectRoot,
  overrideConfigFile: true,
  overrideConfig: [
    ...rules,
    {
      files: ["**/*.ts", "**/*.tsx"],
      languageOptions: { parserOptions: { project: undefined, programs: [program] } },
    },
  ],
});
const results = await eslint.lintFiles(["."]);
const found = results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
if (found > 0) console.log(await (await eslint.loadFormatter("stylish")).format(results));

console.log(`${program.getRootFileNames().length} files of TypeScript, ${results.length} files linted`);
process.exitCode = errors.length + found > 0 ? 1 : 0;
