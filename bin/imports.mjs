import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { parseSync } from "@swc/core";
import { cruise } from "dependency-cruiser";
import ruleSet from "../.dependency-cruiser.mjs";

const folders = ["app", "bench", "bin", "components", "db", "e2e", "messages", "server"];
const isModule = (name) => /\.(ts|tsx|mjs|js)$/.test(name) && !name.endsWith(".d.ts");

/** Every module of a checkout, relative to it. */
export function modulesOf(root) {
  const found = readdirSync(root).filter(isModule);
  const walk = (folder) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else if (isModule(entry.name)) found.push(file);
    }
  };
  for (const folder of readdirSync(root)) if (folders.includes(folder)) walk(folder);
  return found.sort();
}

const isTypes = (node) =>
  node.typeOnly ||
  (node.specifiers?.length > 0 && node.specifiers.every((named) => named.isTypeOnly || named.typeOnly));

/** Calls `visit` with each node of a syntax tree. */
function walkTree(node, visit) {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const item of node) walkTree(item, visit);
    return;
  }
  visit(node);
  for (const value of Object.values(node)) walkTree(value, visit);
}

/** What a file imports, as it says it, and whether for types only. */
function importsOf(file) {
  const found = new Map();
  const add = (source, isTypeOnly) => found.set(source, isTypeOnly && (found.get(source) ?? true));
  const isTyped = /\.tsx?$/.test(file);
  const options = isTyped ? { syntax: "typescript", tsx: file.endsWith("x") } : { syntax: "ecmascript" };
  walkTree(parseSync(readFileSync(file, "utf8"), options).body, (node) => {
    if (node.source && /^(Import|Export)/.test(node.type)) add(node.source.value, isTypes(node) === true);
    const [first] = node.type === "CallExpression" && node.callee.type === "Import" ? node.arguments : [];
    if (first?.expression.type === "StringLiteral") add(first.expression.value, false);
    if (node.type === "TsImportType") add(node.argument.value, true);
  });
  return found;
}

/** Data and styles are not modules. */
const isData = (source) => /\.(json|css)$/.test(source);

/**
 * Reads the modules of a checkout and holds their imports against the rules. dependency-cruiser can read neither
 * TSX nor types-only imports without a TypeScript of the old kind, so it is given a shadow of the tree in which
 * each file holds its import statements and nothing else.
 *
 * @param root of the checkout; in tests, a small tree with planted faults.
 * @returns how many modules were read, and each violation: the rule's name, and from where to where.
 */
export async function checkImports(root) {
  const files = modulesOf(root);
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const shadow = mkdtempSync(path.join(root, ".cache", "imports-"));
  const imports = new Map();
  try {
    if (existsSync(path.join(root, "package.json")))
      copyFileSync(path.join(root, "package.json"), path.join(shadow, "package.json"));
    for (const file of files) {
      const found = importsOf(path.join(root, file));
      imports.set(file, found);
      const lines = [...found.keys()]
        .filter((source) => !isData(source))
        .map((source) => `import ${JSON.stringify(source)};`);
      mkdirSync(path.dirname(path.join(shadow, file)), { recursive: true });
      writeFileSync(path.join(shadow, file), lines.join("\n"));
    }
    return await cruiseShadow(shadow, files, imports);
  } finally {
    rmSync(shadow, { recursive: true, force: true });
  }
}

async function cruiseShadow(shadow, files, imports) {
  const { output } = await cruise(
    files,
    {
      baseDir: shadow,
      ruleSet,
      validate: true,
      parser: "swc",
      doNotFollow: { path: "node_modules" },
      enhancedResolveOptions: {
        exportsFields: ["exports"],
        conditionNames: ["import", "require", "node", "types", "default"],
      },
    },
    { alias: { "@": shadow }, extensions: [".ts", ".tsx", ".mjs", ".js", ".d.ts"] },
  );
  const modules = new Map(output.modules.map((module) => [module.source, module]));
  const isTypeOnly = (from, to) => {
    const edges = modules.get(from)?.dependencies.filter((dependency) => dependency.resolved === to) ?? [];
    return edges.length > 0 && edges.every((edge) => imports.get(from)?.get(edge.module));
  };
  const mayBeTypes = new Set(
    ruleSet.forbidden.filter((rule) => rule.comment.startsWith("Types may")).map((rule) => rule.name),
  );
  const isHarmless = ({ rule, from, to, cycle }) => {
    if (!mayBeTypes.has(rule.name)) return false;
    if (!cycle) return isTypeOnly(from, to);
    const round = cycle.map((step) => step.name);
    return round.some((step, index) => isTypeOnly(step, round[(index + 1) % round.length]));
  };
  const violations = output.summary.violations
    .filter((violation) => !isHarmless(violation))
    .map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { fileCount: files.length, readCount: files.filter((file) => modules.has(file)).length, violations };
}
