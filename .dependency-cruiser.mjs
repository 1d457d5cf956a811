/**
 * Who may import whom, made from the ordered list of rooms. `bin/imports.mjs` runs it and drops a violation whose
 * import is of types only where the rule's comment begins with "Types may": the parser cannot tell them apart.
 * `server/rooms.test.ts` plants a fault for each rule.
 */
import { rooms } from "./server/rooms.mjs";

/** Tests may look behind every door; so may what only tests use. */
const tests = ["\\.test\\.tsx?$", "^server/testing/", "^server/[^/]+/testing/", "^e2e/"];
const product = "^(app|components|db|messages|server|instrumentation|proxy)";
const sharedComponents = ["ui", "table", "chart", "shell", "trpc"];
const kernel = "^server/kernel/";
const matrix = "^server/access/";
const contracts = ["^server/[^/]+/contract(\\.ts$|/|-)", "^server/[^/]+/[a-z-]+-contract\\.ts$"];
const rules = ["^server/[^/]+/rules(\\.ts$|/|-)", "^server/[^/]+/[a-z-]+-rules\\.ts$"];
/** What rules may use besides: functions of their arguments. Biome refuses the random ones of node:crypto. */
const plain = ["^(net|crypto)$", "node_modules/(@date-fns/tz|date-fns)/"];
const zod = "node_modules/zod/";
const doors = "^server/(transact|touch|disclose|read)\\.ts$";
/** Files beside the rooms that stand above them all. */
const roof = "^server/(router|readiness|metrics|openapi|api)\\.ts$";

/** A room's router and endpoint, which nobody imports but the roof, speak through these two wherever the room stands. */
const transports = ["trpc", "http"];
const ownTransport = (room) => `^server/${room}/(router|endpoint)(\\.ts$|/|-)`;

const roomsAfter = (room) => rooms.slice(rooms.indexOf(room) + 1);
const anyOf = (some) => `^server/(${some.join("|")})/`;

const inOrder = rooms.slice(0, -1).flatMap((room) => [
  {
    name: `rooms-in-order-${room}`,
    comment: `server/${room} stands above the rooms after it in server/rooms.mjs and may not know them.`,
    severity: "error",
    from: { path: `^server/${room}/`, pathNot: [...tests, ownTransport(room)] },
    to: { path: anyOf(roomsAfter(room)) },
  },
  {
    name: `rooms-in-order-${room}-transport`,
    comment: `The router and endpoint of server/${room} may know rooms above it, and trpc and http.`,
    severity: "error",
    from: { path: ownTransport(room), pathNot: tests },
    to: { path: anyOf(roomsAfter(room)), pathNot: anyOf(transports) },
  },
]);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...inOrder,
    {
      name: "room-is-listed",
      comment: "Each folder of server/ is a room of server/rooms.mjs, or the tests' own.",
      severity: "error",
      from: {},
      to: { path: "^server/[^/]+/", pathNot: `^server/(${[...rooms, "testing"].join("|")})/` },
    },
    {
      name: "kernel-is-plain",
      comment: "The kernel holds plain values: it knows nothing of ours.",
      severity: "error",
      from: { path: "^server/kernel/", pathNot: tests },
      to: { path: "^(server/(?!kernel/)|db/|app/|components/)" },
    },
    {
      name: "contract-is-pure",
      comment: "A contract is safe in the browser: zod, the kernel and other contracts.",
      severity: "error",
      from: { path: contracts, pathNot: tests },
      to: { pathNot: [kernel, ...contracts, zod] },
    },
    {
      name: "rules-are-pure",
      comment: "Rules have no clock, no database, no randomness: contracts, the kernel and earlier rules.",
      severity: "error",
      from: { path: rules, pathNot: tests },
      to: { pathNot: [kernel, matrix, ...contracts, ...rules, zod, ...plain] },
    },
    {
      name: "room-is-private",
      comment: "Another room's store, view, router and endpoint are its own affair: call its service.",
      severity: "error",
      from: { path: "^server/([^/]+)/", pathNot: tests },
      to: { path: "^server/[^/]+/(store|view|router|endpoint)(\\.ts$|/)", pathNot: "^server/$1/" },
    },
    {
      name: "client-behind-the-doors",
      comment: "Types may be named; the database client itself is imported by the doors, db/ and the commands only.",
      severity: "error",
      from: { path: "^(app|components|server|proxy|instrumentation)", pathNot: [doors, ...tests] },
      to: { path: "^db/(client|embedded|embedded-files|migrate|alive)\\.ts$" },
    },
    {
      name: "roof-is-above",
      comment: "Types may be named; what joins all rooms may not be known to one of them.",
      severity: "error",
      from: { path: "^server/[^/]+/", pathNot: [...tests, "^server/trpc/"] },
      to: { path: roof },
    },
    {
      name: "components-see-contracts",
      comment: "Types may be named (of routers); components otherwise know contracts, the kernel and the matrix.",
      severity: "error",
      from: { path: "^components/", pathNot: [...tests, "^components/trpc/"] },
      to: { path: "^(server|db)/", pathNot: [kernel, matrix, ...contracts] },
    },
    {
      name: "components-name-router-types-only",
      comment: "Of the server's files that are no contracts, a component names router types and nothing else.",
      severity: "error",
      from: { path: "^components/", pathNot: [...tests, "^components/trpc/"] },
      to: {
        path: "^(server|db)/",
        pathNot: [kernel, matrix, ...contracts, "^server/router\\.ts$", "^server/[^/]+/router\\.ts$"],
      },
    },
    {
      name: "components-stay-in-their-room",
      comment: "What one room shows does not know another room: app/ composes them.",
      severity: "error",
      from: { path: "^components/([^/]+)/", pathNot: tests },
      to: { path: "^components/", pathNot: `^components/($1|${sharedComponents.join("|")})/` },
    },
    {
      name: "pages-compose",
      comment: "A page composes components: it sees no store, rule, view or service, no door and no database.",
      severity: "error",
      from: { path: "^app/.*/?(page|layout|template|loading|error|not-found|default)\\.tsx$" },
      to: {
        path: ["^db/", "^server/[^/]+/(store|rules|view|service|router)(\\.ts$|/)", "^server/[^/]+\\.ts$"],
        pathNot: "^server/config\\.ts$",
      },
    },
    {
      name: "routes-hand-over",
      comment: "A route hands over to server/: it touches neither a store nor the database.",
      severity: "error",
      from: { path: "^app/.*/?route\\.ts$" },
      to: { path: "^db/|^server/[^/]+/(store|rules|view)(\\.ts$|/)" },
    },
    {
      name: "product-needs-no-tools",
      comment: "The product runs without its tests, commands and benches; the server without its pages.",
      severity: "error",
      from: { path: product, pathNot: [...tests, "^db/seed/"] },
      to: { path: "^(bin|bench|e2e)/|^server/testing/|\\.test\\.tsx?$" },
    },
    {
      name: "server-knows-no-pages",
      comment: "The server does not know what shows it.",
      severity: "error",
      from: { path: "^(server|db)/", pathNot: tests },
      to: { path: "^(app|components)/" },
    },
    {
      name: "product-needs-no-development-package",
      comment: "A package that the product imports is a dependency, not a development dependency.",
      severity: "error",
      from: { path: product, pathNot: tests },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm"] },
    },
    {
      name: "no-cycles",
      comment: "Types may go round; values may not.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "import-resolves",
      comment: "An import that leads nowhere would escape every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "\\.css$|^\\./\\.next" },
    },
  ],
};
