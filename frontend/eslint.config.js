import path from "node:path";
import { fileURLToPath } from "node:url";

import tseslint from "typescript-eslint";

const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), "src");

/** The layer of a source file: a feature's name, or the shared folder that it lies in. */
function placeOf(file) {
  const [folder, name] = path.relative(SOURCE, file).split(path.sep);
  return folder === "features" ? { feature: name } : { folder };
}

/** A feature may use shared folders only; shared folders may not use features or the shell. */
const layers = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const from = placeOf(context.filename);
    const check = (node, source) => {
      // Word catalogues are data: tests of shared parts need the common words.
      if (typeof source !== "string" || source.endsWith(".json")) return;
      let target;
      if (source.startsWith("@/")) target = path.join(SOURCE, source.slice(2));
      else if (source.startsWith(".")) target = path.resolve(path.dirname(context.filename), source);
      else return;
      const to = placeOf(target);
      if (to.feature && to.feature !== from.feature && from.folder !== "app") {
        context.report({ node, message: `"${from.feature ?? from.folder}" must not import the feature "${to.feature}".` });
      }
      if (to.folder === "app" && from.folder !== "app" && !(from.folder ?? "").startsWith("main")) {
        context.report({ node, message: "Only the entry point imports the shell." });
      }
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
    };
  },
};

export default tseslint.config(
  { ignores: ["dist", "src/api/schema.d.ts"] },
  ...tseslint.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { triloom: { rules: { layers } } },
    rules: {
      "triloom/layers": "error",
      "max-lines": ["error", { max: 500 }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
);
