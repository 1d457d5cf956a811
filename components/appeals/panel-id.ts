/** The heading of an appeal's page: where the focus goes when a form has been sent and is gone. */
export const panelId = "appeal";
