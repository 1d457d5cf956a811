import { cache } from "react";
import { appRouter } from "../router";
import { createContext } from "./context";
import { createCallerFactory } from "./init";

/** The context of the page being rendered: made once for all it asks. */
export const pageContext = cache(createContext);

/** The procedures, for server components: `(await caller()).filings.list(…)`. */
export const caller = cache(async () => createCallerFactory(appRouter)(await pageContext()));
