import {
  type ColumnDef,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  rowSelectionFeature,
  tableFeatures,
} from "@tanstack/react-table";

type ColumnMeta = {
  /** Numbers stand at the end, words at the start. */
  align?: "end";
  /** The name by which the server sorts; without it the head is not a link. */
  sortBy?: string;
  /** Names the row: rendered as `th scope="row"`. One column of a table. */
  names?: boolean;
  /** Left out on narrower screens. */
  hideUnder?: "tablet" | "wide";
  /** Of head and cells, e.g. a width. */
  className?: string;
};

// The server sorts, filters and turns pages: the table keeps only what is chosen and which columns show.
export const features = tableFeatures({
  rowSelectionFeature,
  columnVisibilityFeature,
  columnMeta: metaHelper<ColumnMeta>(),
});

export type Features = typeof features;

/** Columns of a table as `columnsFor<Row>().columns([…])` makes them. */
// biome-ignore lint/suspicious/noExplicitAny: the library's own type of columns of several kinds of values.
export type Columns<Row extends object> = ColumnDef<Features, Row, any>[];

/**
 * The builder of columns: `c.accessor("name", { header, cell, meta })`, `c.display({ id, header, cell })`. Build them
 * where the words are known; the compiler keeps them stable between renders.
 */
export const columnsFor = <Row extends object>() => createColumnHelper<Features, Row>();
