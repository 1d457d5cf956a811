/** Loaded before a program that the supervisor starts: ends it when the supervisor is gone, killed with -9 too. */
process.on("disconnect", () => process.exit(0));
