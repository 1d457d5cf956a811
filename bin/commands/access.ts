import { Command } from "commander";
import { accessTable } from "../../server/access/table";

export default new Command("access")
  .description("Prints who may do what, as a Markdown table. The README holds the same.")
  .action(() => console.log(accessTable()));
