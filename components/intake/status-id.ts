/** What takes the focus when a report was withdrawn: its status. */
export const statusId = "status";
