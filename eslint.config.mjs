import next from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";

/** The four things that make code depend on when, where and by luck of what it runs; each has a home in lib. */
const FENCED = [
  {
    object: "Date",
    property: "now",
    message: "Take the moment from ctx.clock (business time) or lib/platform/clock (security time).",
  },
  { object: "Math", property: "random", message: "Ids and secrets come from lib/kernel/ids and lib/platform/crypto." },
  { object: "process", property: "env", message: "Settings come from lib/platform/env." },
];
const FENCED_SYNTAX = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take the moment from ctx.clock (business time) or lib/platform/clock (security time).",
  },
  {
    selector: "CallExpression[callee.name='Date'][arguments.length=0]",
    message: "Take the moment from ctx.clock (business time) or lib/platform/clock (security time).",
  },
];

/** Rules about components, which take the compiler's time for every function they see. */
const ABOUT_REACT = Object.keys(Object.assign({}, ...next.map(({ rules }) => rules))).filter((name) =>
  /^(react|react-hooks|jsx-a11y)\//.test(name),
);

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/**",
      "**/dist/**",
      ".next/**",
      ".weir/**",
      "coverage/**",
      "examples/**",
      "lib/platform/generated/**",
      "next-env.d.ts",
      "playwright-report/**",
      "test-results/**",
      "sdk/python/**",
      "**/*.generated.ts",
    ],
  },
  ...next,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: ["test", "it"] }] },
      ],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Ports are asynchronous by contract; not every implementation has something to wait for.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    // Only these hold components; elsewhere a function may be called `use`.
    ignores: ["app/**", "components/**", "**/*.tsx"],
    rules: Object.fromEntries(ABOUT_REACT.map((name) => [name, "off"])),
  },
  {
    files: ["lib/**/*.ts", "lib/**/*.tsx"],
    ignores: ["lib/**/*.test.ts", "lib/kernel/{time,ids}.ts", "lib/platform/{clock,env,ids,crypto}.ts"],
    rules: { "no-restricted-properties": ["error", ...FENCED], "no-restricted-syntax": ["error", ...FENCED_SYNTAX] },
  },
  {
    // Callbacks in props are written as methods for brevity and never use `this`.
    files: ["components/**/*.tsx", "app/**/*.tsx"],
    rules: { "@typescript-eslint/unbound-method": "off" },
  },
  {
    // The scripts are plain JavaScript, and what they export is untyped to the tests that use it.
    files: ["tests/support/**/*.ts", "playwright.config.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
);
