import type { Category, Citation, LawName, Severity } from "./contract";
import { laws } from "./contract";

const cite = (law: LawName, article: number, paragraph?: number, item?: number): Citation => ({
  law,
  version: laws[law].version,
  article,
  ...(paragraph && { paragraph }),
  ...(item && { item }),
});

const network = (article: number, paragraph?: number) => cite("网络安全法", article, paragraph);
const fraudLaw = (article: number, paragraph?: number) => cite("反电信网络诈骗法", article, paragraph);
const minorsRule = (article: number, paragraph?: number) => cite("未成年人网络保护条例", article, paragraph);
/** An item of article 15, the list of prohibited content; the article has one paragraph, which is then not counted. */
const prohibited = (item: number) => cite("互联网信息服务管理办法", 15, undefined, item);

/** Fraud: setting up groups for it and posting about it; organising, taking part in or helping it. */
const fraud = [network(48), fraudLaw(38)];
const help = [fraudLaw(25, 1), network(48)];

type Words = readonly [zh: string, en: string];
type LeafRow = readonly [
  key: string,
  severity: Severity,
  names: Words,
  rule: Words,
  legal?: readonly Citation[],
  flag?: "hashOnly",
];
type BranchRow = {
  readonly key: string;
  readonly names: Words;
  readonly rule: Words;
  readonly harm: boolean;
  readonly leaves: readonly LeafRow[];
};

/** Chapter 4 of the platform's rules. Harm to people comes first; clauses are numbered in this order. */
const branches: readonly BranchRow[] = [
  {
    key: "minors",
    names: ["侵害未成年人", "Harm to minors"],
    rule: ["不得以任何方式侵害未成年人", "Minors may not be harmed in any way"],
    harm: true,
    leaves: [
      [
        "child_abuse_material",
        4,
        ["未成年人性侵害材料", "Child sexual abuse material"],
        [
          "制作、传播、持有或者索要有关未成年人的淫秽色情信息",
          "Making, spreading, holding or asking for sexual material about minors",
        ],
        [minorsRule(22, 2)],
        "hashOnly",
      ],
      [
        "minor_grooming",
        4,
        ["引诱、胁迫未成年人", "Grooming or coercing minors"],
        [
          "以交友、奖励、威胁等方式诱骗、胁迫未成年人接触色情等有害内容或者线下见面",
          "Luring or forcing minors towards sexual or other harmful content or to meetings",
        ],
        [minorsRule(25)],
      ],
      [
        "minor_crime",
        4,
        ["教唆未成年人违法犯罪", "Drawing minors into offences"],
        [
          "组织、教唆、胁迫、引诱、欺骗、帮助未成年人实施违法犯罪行为",
          "Organising, inciting, forcing, luring, deceiving or helping minors to commit offences",
        ],
        [minorsRule(27)],
      ],
      [
        "minor_bullying",
        3,
        ["欺凌未成年人", "Bullying of minors"],
        [
          "侮辱、诽谤、威胁未成年人或者恶意损害其形象",
          "Insulting, defaming, threatening or maliciously shaming a minor",
        ],
        [minorsRule(26, 1)],
      ],
      [
        "minor_harmful",
        3,
        ["危害未成年人身心的信息", "Content harmful to minors"],
        [
          "传播引诱自残自杀、宣扬暴力等危害未成年人身心健康的信息",
          "Spreading content that endangers minors, such as luring them to self-harm or glorifying violence",
        ],
        [minorsRule(22, 1)],
      ],
    ],
  },
  {
    key: "fraud",
    names: ["诈骗", "Fraud"],
    rule: ["不得以任何方式骗取他人财物", "Nobody may be tricked out of money or property"],
    harm: true,
    leaves: [
      [
        "fraud_fake_trade",
        3,
        ["虚假交易", "Fake transactions"],
        ["以虚假交易骗取财物", "Taking money or goods by fake transactions"],
        fraud,
      ],
      [
        "fraud_investment",
        3,
        ["投资理财骗局", "Investment groups"],
        [
          "以荐股、期货、虚拟货币等投资名义骗取财物",
          "Taking money under the name of investment: share tips, futures, virtual currencies",
        ],
        fraud,
      ],
      [
        "fraud_recruitment",
        3,
        ["招聘收费、刷单", "Recruitment fees and fake tasks"],
        [
          "以招聘、兼职、刷单为名收取费用或者骗取财物",
          "Charging fees or taking money under the name of jobs, side jobs or paid tasks",
        ],
        fraud,
      ],
      [
        "fraud_loan",
        3,
        ["贷款骗局", "Loan fraud"],
        [
          "以贷款、注销账户、修复征信为名骗取财物",
          "Taking money under the name of loans or of repairing credit records",
        ],
        fraud,
      ],
      [
        "fraud_romance",
        3,
        ["交友骗局", "Romance fraud"],
        ["以婚恋、交友取得信任后骗取财物", "Taking money after winning trust by courtship or friendship"],
        fraud,
      ],
      [
        "fraud_refund",
        3,
        ["冒充客服退款", "Fake customer service"],
        [
          "冒充客服、物流以退款理赔为名骗取财物",
          "Taking money while posing as customer service with refunds or claims",
        ],
        fraud,
      ],
      [
        "fraud_pyramid",
        3,
        ["传销、资金盘", "Pyramid schemes"],
        ["以发展下线、返利为名骗取财物", "Taking money by recruiting down-lines or by promised rebates"],
        [network(48)],
      ],
      [
        "fraud_help",
        3,
        ["为诈骗提供帮助", "Helping fraud"],
        [
          "为诈骗提供个人信息、引流推广、洗钱等支持",
          "Helping fraud: personal data, drawing in victims, laundering money",
        ],
        help,
      ],
    ],
  },
  {
    key: "violence",
    names: ["威胁与暴力", "Threats and violence"],
    rule: ["不得威胁、煽动或者组织伤害他人", "Nobody may threaten, incite or organise harm to others"],
    harm: true,
    leaves: [
      [
        "threat_to_life",
        4,
        ["威胁他人生命", "Threat to life"],
        ["扬言杀害、伤害特定的人或者实施袭击", "Threatening to kill or injure a person or to carry out an attack"],
        [prohibited(7), prohibited(8)],
      ],
      [
        "violence_incitement",
        4,
        ["组织、煽动暴力", "Inciting violence"],
        ["组织、煽动暴力或者教唆他人犯罪", "Organising or inciting violence or crime"],
        [prohibited(7), network(13, 2)],
      ],
      [
        "self_harm_incitement",
        4,
        ["引诱自杀自伤", "Inciting suicide or self-harm"],
        ["引诱、组织他人自杀或者自伤", "Luring or organising others into suicide or self-harm"],
      ],
      [
        "violent_content",
        2,
        ["血腥暴力内容", "Gore"],
        ["散布血腥、残忍的暴力内容", "Spreading bloody or cruel violence"],
        [prohibited(7), network(13, 2)],
      ],
      [
        "animal_cruelty",
        2,
        ["虐待动物", "Cruelty to animals"],
        ["传播虐待动物的内容或者组织虐待动物", "Spreading or organising cruelty to animals"],
      ],
    ],
  },
  {
    key: "harassment",
    names: ["骚扰辱骂", "Harassment"],
    rule: ["不得骚扰、侮辱、诽谤他人", "Nobody may harass, insult or defame others"],
    harm: true,
    leaves: [
      [
        "harassment_insult",
        2,
        ["侮辱、诽谤", "Insult and defamation"],
        ["侮辱、诽谤他人", "Insulting or defaming others"],
        [prohibited(8), network(13, 2)],
      ],
      [
        "harassment_ethnic",
        3,
        ["民族仇恨与歧视", "Ethnic hatred"],
        ["煽动民族仇恨、民族歧视", "Inciting ethnic hatred or discrimination"],
        [prohibited(4), network(13, 2)],
      ],
      [
        "harassment_hate",
        3,
        ["其他歧视与仇恨", "Other hatred"],
        [
          "因地域、性别、残疾、疾病等煽动仇恨或者歧视",
          "Inciting hatred or discrimination by region, sex, disability, illness or the like",
        ],
      ],
      [
        "harassment_stalking",
        3,
        ["网暴、跟踪骚扰", "Mobbing and stalking"],
        [
          "组织多人攻击或者持续跟踪、骚扰他人",
          "Organising attacks by many, or persistently following or harassing somebody",
        ],
        [prohibited(8)],
      ],
      [
        "harassment_sexual",
        3,
        ["性骚扰", "Sexual harassment"],
        ["违背他人意愿发送性信息或者提出性要求", "Sending sexual messages or demands against somebody's will"],
        [prohibited(8)],
      ],
    ],
  },
  {
    key: "privacy",
    names: ["隐私泄露", "Privacy leaks"],
    rule: ["不得泄露、买卖他人个人信息", "Other people's personal data may not be leaked or traded"],
    harm: true,
    leaves: [
      [
        "privacy_trade",
        3,
        ["买卖个人信息", "Trade in personal data"],
        ["买卖、非法提供他人个人信息", "Trading or unlawfully providing other people's personal data"],
        [cite("个人信息保护法", 10), network(46)],
      ],
      [
        "privacy_doxxing",
        3,
        ["公开他人信息", "Doxxing"],
        [
          "未经同意公开他人住址、电话、证件、照片等信息",
          "Publishing somebody's address, phone, papers, pictures or the like without consent",
        ],
        [cite("个人信息保护法", 10), network(13, 2)],
      ],
      [
        "privacy_intimate",
        3,
        ["传播私密影像", "Intimate images without consent"],
        ["传播或者威胁传播他人私密影像", "Spreading, or threatening to spread, somebody's intimate images"],
        [network(13, 2), prohibited(8)],
      ],
      [
        "privacy_hacking",
        3,
        ["盗号、窃取数据", "Stealing accounts or data"],
        ["盗取账号、数据或者提供入侵工具", "Stealing accounts or data, or providing tools for it"],
        [network(29)],
      ],
    ],
  },
  {
    key: "gambling",
    names: ["赌博", "Gambling"],
    rule: ["不得组织、参与或者推广赌博", "Gambling may not be organised, joined or advertised"],
    harm: true,
    leaves: [
      [
        "gambling_organised",
        3,
        ["组织赌博", "Organised gambling"],
        ["在群组内开设赌局、抽头结算", "Running games for money in a group"],
        [prohibited(7), network(48)],
      ],
      [
        "gambling_promotion",
        2,
        ["推广赌博", "Advertising gambling"],
        ["推广赌博网站、应用或者招揽参赌", "Advertising gambling sites or apps, or recruiting players"],
        [prohibited(7)],
      ],
    ],
  },
  {
    key: "sexual",
    names: ["色情", "Sexual content"],
    rule: ["不得传播淫秽色情信息或者招揽色情交易", "No pornography and no sexual services"],
    harm: true,
    leaves: [
      [
        "sexual_trade",
        3,
        ["招揽色情交易", "Sexual services"],
        ["招揽、介绍色情交易或者有偿色情服务", "Soliciting or arranging sexual services for money"],
        [prohibited(7), network(48)],
      ],
      [
        "sexual_content",
        2,
        ["淫秽色情内容", "Pornography"],
        ["传播淫秽色情的文字、图片、音视频", "Spreading pornographic text, pictures, sound or film"],
        [prohibited(7), network(13, 2)],
      ],
    ],
  },
  {
    key: "dangerous_goods",
    names: ["危险与违禁物品", "Dangerous goods"],
    rule: ["不得交易危险、违禁、管制物品", "Dangerous, forbidden or controlled goods may not be traded"],
    harm: true,
    leaves: [
      [
        "weapons",
        4,
        ["枪支、爆炸物", "Weapons and explosives"],
        [
          "买卖枪支弹药、爆炸物、管制器具或者传授制作方法",
          "Trading weapons or explosives, or teaching how to make them",
        ],
        [network(48)],
      ],
      [
        "drugs",
        3,
        ["毒品", "Drugs"],
        ["买卖毒品、制毒物品或者教唆吸毒", "Trading drugs or what they are made of, or inciting their use"],
        [network(48)],
      ],
      [
        "controlled_goods",
        2,
        ["其他违禁物品", "Other forbidden goods"],
        [
          "买卖野生动物制品、处方药、假币、烟草等违禁或者管制物品",
          "Trading forbidden or controlled goods such as wildlife, prescription drugs, counterfeit money or tobacco",
        ],
        [network(48)],
      ],
      [
        "account_trade",
        2,
        ["买卖账号、电话卡、银行卡", "Trade in accounts and cards"],
        [
          "买卖、出租、出借互联网账号、电话卡、银行账户",
          "Selling, renting or lending internet accounts, SIM cards or bank accounts",
        ],
        [fraudLaw(31, 1)],
      ],
    ],
  },
  {
    key: "impersonation",
    names: ["冒充", "Impersonation"],
    rule: ["不得冒充他人、机构或者官方", "Nobody may pose as another person, a body or an authority"],
    harm: true,
    leaves: [
      [
        "impersonation_official",
        3,
        ["冒充机关、平台官方", "Posing as an authority or the platform"],
        ["冒充国家机关、平台官方或者其工作人员", "Posing as an authority, the platform, or their staff"],
      ],
      [
        "impersonation_person",
        2,
        ["冒充他人", "Posing as another person"],
        ["以他人名义、头像冒充他人", "Posing as another person by name or picture"],
        [prohibited(8)],
      ],
      [
        "profile_false",
        1,
        ["群组或账号资料不实", "False profile"],
        ["群组或者账号的名称、简介、认证资料不实", "False name, description or verification of a group or an account"],
      ],
    ],
  },
  {
    key: "intellectual_property",
    names: ["侵犯知识产权", "Intellectual property"],
    rule: ["不得侵犯他人知识产权", "Other people's intellectual property may not be infringed"],
    harm: false,
    leaves: [
      [
        "counterfeit",
        2,
        ["售假", "Counterfeit goods"],
        ["销售假冒他人商标的商品", "Selling goods under somebody else's trademark"],
        [network(13, 2)],
      ],
      [
        "copyright",
        1,
        ["侵犯版权", "Copyright"],
        ["未经许可传播他人作品", "Spreading works without permission"],
        [network(13, 2)],
      ],
    ],
  },
  {
    key: "spam",
    names: ["垃圾信息", "Spam"],
    rule: ["不得以垃圾信息打扰他人", "Nobody may be disturbed with spam"],
    harm: false,
    leaves: [
      [
        "spam_advertising",
        1,
        ["垃圾广告", "Advertising spam"],
        ["反复发送与群组无关的广告", "Repeated advertising that has nothing to do with the group"],
      ],
      [
        "spam_diversion",
        1,
        ["引流站外", "Luring off the platform"],
        ["以诱导方式引至站外付款或者加群", "Luring members off the platform to pay or to join groups"],
      ],
      [
        "spam_flooding",
        0,
        ["刷屏", "Flooding"],
        ["大量重复发言影响他人交流", "Posting so much or so often that others cannot talk"],
      ],
    ],
  },
  {
    key: "falsehood",
    names: ["有害不实信息", "Harmful falsehood"],
    rule: ["不得编造、传播可能造成伤害的不实信息", "Falsehoods that may do harm may not be made up or spread"],
    harm: true,
    leaves: [
      [
        "falsehood_emergency",
        3,
        ["灾情、疫情、警情谣言", "False alarms"],
        ["编造、传播虚假的灾情、疫情、警情", "Making up or spreading false disasters, epidemics or police alerts"],
        [prohibited(6), network(13, 2)],
      ],
      [
        "falsehood_health",
        2,
        ["有害健康的不实信息", "False health claims"],
        ["传播可能损害健康的虚假医疗、保健信息", "Spreading false medical or health claims that may injure people"],
      ],
      [
        "falsehood_general",
        2,
        ["其他有害不实信息", "Other harmful falsehood"],
        [
          "编造、传播扰乱经济秩序或者社会秩序的虚假信息",
          "Making up or spreading falsehoods that disturb the economic or social order",
        ],
        [prohibited(6), network(13, 2)],
      ],
    ],
  },
  {
    key: "other",
    names: ["其他", "Other"],
    rule: ["不得传播法律、行政法规禁止的其他内容", "Other content that laws or regulations prohibit may not be spread"],
    harm: false,
    leaves: [
      [
        "other_prohibited",
        2,
        ["法律禁止的其他内容", "Other content prohibited by law"],
        [
          "传播法律、行政法规禁止的其他内容",
          "Spreading other content that laws or administrative regulations prohibit",
        ],
        [cite("互联网群组信息服务管理规定", 10), cite("互联网信息服务管理办法", 15)],
      ],
    ],
  },
];

const both = ([zh, en]: Words) => ({ zh, en });

/** The default taxonomy, branches before their leaves. */
export const defaultTaxonomy: Category[] = branches.flatMap(({ key, names, rule, harm, leaves }, b) => {
  const clause = `4.${b + 1}`;
  const branch: Category = {
    key,
    parent: null,
    names: both(names),
    clause,
    rule: both(rule),
    severity: null,
    legal: [],
    harm,
    hashOnly: false,
  };
  return [
    branch,
    ...leaves.map(
      ([leaf, severity, leafNames, leafRule, legal = [], flag], l): Category => ({
        key: leaf,
        parent: key,
        names: both(leafNames),
        clause: `${clause}.${l + 1}`,
        rule: both(leafRule),
        severity,
        legal: [...legal],
        harm,
        hashOnly: flag === "hashOnly",
      }),
    ),
  ];
});
