/** What a command says in one line, with exit code 1: a file that is missing, a check that failed. */
export class CommandFault extends Error {}
