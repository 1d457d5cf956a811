import type { FailureName, Place, StepKey } from "./report";

type Words = { readonly zh: string; readonly en: string };

/** What each step looks at. */
export const stepWords: Readonly<Record<StepKey, Words>> = {
  bundle: { zh: "证明包完整，格式可识别", en: "the bundle is whole and of a known form" },
  signature: { zh: "检查点由所持公钥签名", en: "every checkpoint is signed by a key that you hold" },
  consistency: { zh: "与上一份申报的检查点前后一致", en: "the log continues the one of the filing before" },
  leaves: { zh: "每一叶的哈希", en: "the hash of every leaf" },
  root: { zh: "重建的树根与检查点相同", en: "the tree that they make is the one that was signed" },
  headers: { zh: "编号、各类计数、时间与范围连续", en: "indexes, counters, times and the range have no gap" },
  predicate: { zh: "统计口径未变", en: "what is counted is what the specification says" },
  disclosures: {
    zh: "公开的记录与其叶一致，应公开的均已公开",
    en: "every opened body is its leaf's, and none is left closed",
  },
  aggregates: { zh: "数字与台账重算一致", en: "every figure and every row of the ledger, recomputed" },
  seal: { zh: "封存记录在日志之中", en: "the entry of the seal is in the log" },
  files: { zh: "每个文件即所封存的文件", en: "every file is the one that was sealed" },
};

/** What each failure means, in one sentence. */
export const failureWords: Readonly<Record<FailureName, Words>> = {
  bundle_not_zip: { zh: "这不是 zip 文件", en: "this is no zip file" },
  bundle_truncated: { zh: "zip 文件不完整，末尾被截断", en: "the zip is cut off" },
  bundle_too_large: { zh: "文件或其中一行过长", en: "a file, or a line of it, is longer than any may be" },
  bundle_file_missing: { zh: "缺少文件", en: "a file is missing" },
  bundle_file_damaged: { zh: "文件损坏，无法解压", en: "a file is damaged and cannot be unpacked" },
  bundle_file_surplus: { zh: "有清单之外的文件", en: "a file is in no list" },
  bundle_file_twice: { zh: "同名文件出现两次", en: "a file is there twice" },
  bundle_malformed: { zh: "bundle.json 缺项或格式有误", en: "bundle.json lacks a part or is malformed" },
  bundle_version_unknown: {
    zh: "不认识的证明包版本",
    en: "the bundle is of a version that this verifier does not know",
  },
  row_malformed: { zh: "该行不是叶，也不是子树", en: "the line is neither a leaf nor a subtree" },
  filing_malformed: { zh: "filing.json 缺项或格式有误", en: "filing.json lacks a part or is malformed" },

  key_refused: { zh: "公钥格式有误", en: "the public key is malformed" },
  checkpoint_malformed: { zh: "检查点格式有误", en: "the checkpoint is malformed" },
  checkpoint_signature_wrong: { zh: "签名与检查点不符", en: "the signature does not fit the checkpoint" },
  checkpoint_key_unknown: { zh: "签名不是所持公钥所签", en: "no signature is by a key that you hold" },
  checkpoint_origin_wrong: { zh: "检查点属于另一日志", en: "the checkpoint is of another log" },
  checkpoint_origin_unpinned: {
    zh: "证明包属于您未持有公钥的日志",
    en: "the bundle is of a log of which you hold no key",
  },

  previous_missing: { zh: "证明包未含上一份申报的检查点", en: "the bundle passes over the filing before" },
  previous_differs: {
    zh: "上一份申报的检查点与您所存不同",
    en: "the bundle's previous checkpoint is not the one that you kept",
  },
  previous_inconsistent: {
    zh: "日志不是上一检查点的延续：曾被改写",
    en: "the log does not continue the previous checkpoint: it was rewritten",
  },
  seal_inconsistent: {
    zh: "封存时的日志不是截止点的延续",
    en: "the log of the seal does not continue the as-of checkpoint",
  },

  leaf_hash_wrong: { zh: "叶的内容与其哈希不符", en: "the leaf is not what its hash says" },

  as_of_differs: { zh: "截止规模与签名检查点不同", en: "the as-of size is not that of the signed checkpoint" },
  range_root_wrong: { zh: "重建的树根与签名检查点不同", en: "the rows do not make the tree that was signed" },
  range_root_unknown: { zh: "缺行，无法重建树根", en: "rows are missing, so that the tree cannot be rebuilt" },

  leaf_missing: { zh: "缺少该叶", en: "the leaf is missing" },
  leaf_out_of_order: { zh: "该叶重复或次序有误", en: "the leaf is there twice or out of order" },
  leaf_of_other_log: { zh: "该叶属于另一日志", en: "the leaf is of another log" },
  counter_skips: { zh: "同类计数不连续", en: "the counter of its kind skips" },
  time_goes_back: { zh: "时间早于前一叶", en: "its time is before that of the leaf ahead of it" },
  node_misplaced: { zh: "子树位置有误", en: "a subtree stands where the tree has no room for it" },
  rows_withheld: { zh: "范围内有行未出示", en: "rows of the range are withheld" },
  range_start_unproved: { zh: "未出示范围之前的一叶", en: "the leaf before the range is not shown" },
  look_back_unproved: {
    zh: "范围之前未出示的叶中可能有应公开的记录",
    en: "leaves before the range are closed, and no later counter shows that none of them should be open",
  },
  range_starts_late: {
    zh: "范围起点之前仍有本期的叶",
    en: "the range begins late: the leaf before it is of the period",
  },
  range_ends_early: { zh: "范围在期末之前结束", en: "the range ends before the period does" },
  range_truncated: { zh: "行数与截止规模不符", en: "there are not as many rows as the as-of size says" },

  specification_unknown: { zh: "不认识的申报规格", en: "the specification is not one that this verifier knows" },
  predicate_differs: { zh: "统计口径与规格不同", en: "the predicate is not that of the specification" },
  period_closed_differs: { zh: "与期间截止时的记录不同", en: "it is not what the log stated when the period closed" },

  leaf_closed: { zh: "应公开的记录未公开", en: "a leaf of the filing's kinds is left closed" },
  body_commitment_wrong: { zh: "公开的内容或盐值与叶的承诺不符", en: "body and salt are not what the leaf commits to" },
  body_malformed: { zh: "公开的内容格式有误", en: "the body is malformed" },
  body_of_other_kind: { zh: "公开的内容不属于该叶的类别", en: "the body is of another kind than its leaf" },
  body_surplus: { zh: "公开了与申报无关的记录", en: "a leaf that the filing is not about is open" },

  head_differs: { zh: "申报内容与证明包不一致", en: "the filing's head and the bundle differ" },
  figure_altered: { zh: "数字与重算结果不同", en: "the figure is not what the log gives" },
  table_altered: { zh: "分项与重算结果不同", en: "the table is not what the log gives" },
  ledger_row_altered: { zh: "台账该行与日志不符", en: "the row of the ledger is not what the log gives" },
  ledger_row_missing: { zh: "台账缺少该叶的措施", en: "the ledger lacks the measure of this leaf" },
  ledger_row_surplus: { zh: "台账该行在日志中没有依据", en: "the log has no measure for this row of the ledger" },

  seal_commitment_wrong: { zh: "封存记录与其叶不符", en: "the entry of the seal is not what its leaf commits to" },
  seal_not_in_log: { zh: "封存记录不在日志之中", en: "the entry of the seal is not in the log" },
  seal_differs: { zh: "封存记录说的是另一份申报", en: "the entry of the seal is about something else" },

  file_hash_wrong: { zh: "文件与清单所列哈希不符", en: "the file is not the one that bundle.json lists" },
  file_not_listed: { zh: "清单未列该文件", en: "bundle.json does not list the file" },
  file_not_sealed: { zh: "文件与封存记录所列哈希不符", en: "the file is not the one that was sealed" },
};

const places: Readonly<Record<Place["kind"], (value: string) => Words>> = {
  leaf: (value) => ({ zh: `第 ${value} 叶`, en: `leaf #${value}` }),
  line: (value) => ({ zh: `leaves.ndjson 第 ${value} 行`, en: `line ${value} of leaves.ndjson` }),
  row: (value) => ({ zh: `台账第 ${value} 行`, en: `row ${value} of the ledger` }),
  figure: (value) => ({ zh: `数字 ${value}`, en: `figure ${value}` }),
  file: (value) => ({ zh: `文件 ${value}`, en: `file ${value}` }),
  size: (value) => ({ zh: `规模 ${value}`, en: `size ${value}` }),
  field: (value) => ({ zh: `字段 ${value}`, en: `field ${value}` }),
  key: (value) => ({ zh: `公钥 ${value}`, en: `key ${value}` }),
};

/** Where a failure is, in words. */
export const placeWords = {
  zh: ({ kind, value }: Place) => places[kind](value).zh,
  en: ({ kind, value }: Place) => places[kind](value).en,
} as const;

/** Beijing time: the zone of every filing. It has no summer time. */
const zoneHours = 8;
const minuteOf = (instant: string) =>
  new Date(Date.parse(instant) + zoneHours * 3_600_000).toISOString().slice(0, 16).replace("T", " ");

/** A half-open period, in the zone of the filing. */
export const periodWords = {
  zh: ({ start, end }: { readonly start: string; readonly end: string }) =>
    `${minuteOf(start)} 起，${minuteOf(end)} 止（不含），北京时间`,
  en: ({ start, end }: { readonly start: string; readonly end: string }) =>
    `${minuteOf(start)} to ${minuteOf(end)}, exclusive, Beijing time`,
} as const;
