import type { GroupCategory } from "../../server/policy/contract";

/** Names of the fictional community 星渡. Nothing here is anybody's. */
const places = ["同城", "城东", "城西", "北苑", "南湖", "滨江", "老城", "高新", "学府", "西山", "云溪", "青禾"];

export const groupNames: Readonly<Record<GroupCategory, readonly string[]>> = {
  family: ["一家人", "表亲群", "外婆家的饭桌", "四世同堂", "老屋邻里"],
  interest: [
    "晨跑打卡",
    "周末羽毛球约起来",
    "胶片相机",
    "零点扑克俱乐部",
    "养花人",
    "老歌会",
    "钓鱼佬",
    "桌游夜",
    "影视资源日更",
    "手账本",
  ],
  study: ["考研互助", "英语角", "公考上岸", "编程自学", "书法临帖", "留学咨询"],
  work: ["项目周会", "门店排班", "物流调度", "设计外包接单", "客服值班", "装修工友"],
  business: [
    "二手数码捡漏",
    "奶粉团购老客户",
    "兼职日结·手机可做",
    "代取快递互助",
    "美甲优惠",
    "期货带单内部",
    "租房直租",
    "旧书流转",
    "车位互换",
    "水果产地直发",
  ],
  public: ["业主交流", "家长沟通", "志愿者之家", "宠物领养", "失物招领", "停水停电通知", "社区健康讲座"],
};

export const namePlace = places;

const characters = [
  ..."安柏晨池川丹朵枫禾弘吉佳可岚澜黎林陌木南宁柠青晴秋然若山尚石舒水松棠桐文溪夏小晓心星雪言阳叶一茵雨月云昭知舟竹子紫",
];
const endings = ["", "", "", "同学", "妈妈", "老师", "哥", "在路上", "的小店", "爱吃鱼", "_0923", "-07"];
const heads = ["阿", "小", "老", "大", "", "", ""];

/** Three draws of a nickname. */
export const nicknameParts = { heads, characters, endings } as const;

/** What is reported: words of the message, of the reporter and of the facts, all made up and mild. */
export type Story = {
  readonly category: string;
  readonly weight: number;
  readonly on: "group" | "account" | "both";
  readonly messages: readonly string[];
  readonly complaints: readonly string[];
  readonly facts: readonly string[];
};

export const stories: readonly Story[] = [
  {
    category: "fraud_fake_trade",
    weight: 17,
    on: "both",
    messages: [
      "平台抽成太高，先转 300 定金锁机，扫图里的码，备注手机号，当天发货。",
      "官方翻新，名额只剩两个，先付款后排队。",
      "不走平台，私下转账便宜两百。",
    ],
    complaints: ["转了定金就被移出群，收款码第二天换人。", "说是官方翻新，序列号查不到。", "要求加外部账号付款。"],
    facts: [
      "在群内要求成员绕开平台担保支付定金，收款后不发货，与多件举报所附记录一致。",
      "以虚假货源收取定金，付款人随后被移出群组。",
    ],
  },
  {
    category: "fraud_recruitment",
    weight: 9,
    on: "both",
    messages: ["先交 398 元保证金，做满三天退，垫付任务越多佣金越高。", "日结兼职，手机可做，入职先付培训费。"],
    complaints: ["交了保证金，第三天群就没人说话了。", "所谓任务要先垫钱，垫了不退。"],
    facts: ["以“保证金”“垫付任务”名义向应聘者收款，未按承诺退还。", "以招聘为名收取培训费，不提供所称岗位。"],
  },
  {
    category: "fraud_investment",
    weight: 3,
    on: "group",
    messages: ["老师今晚带单，跟上的昨天都翻了，入金后报备领内部席位。"],
    complaints: ["入金后提不出来，客服说要再交税。", "群里晒的收益图都是假的。"],
    facts: ["在群内组织成员向指定账户入金，成员申请提现被拒。"],
  },
  {
    category: "fraud_refund",
    weight: 4,
    on: "account",
    messages: ["您好，我是客服，您的订单丢件了，点链接领取三倍赔付。"],
    complaints: ["冒充客服让我共享屏幕。"],
    facts: ["冒充客服以理赔为名索要验证码。"],
  },
  {
    category: "gambling_organised",
    weight: 4,
    on: "group",
    messages: ["今晚八点开局，上分找管理，下分秒到。"],
    complaints: ["群里每天开局上分。", "管理收上分钱。"],
    facts: ["群内定时开设牌局并由管理者统一收取上分款。"],
  },
  {
    category: "gambling_promotion",
    weight: 4,
    on: "account",
    messages: ["新平台首充送彩金，看我头像。"],
    complaints: ["到处发博彩网站。"],
    facts: ["多次向群成员推介博彩网站。"],
  },
  {
    category: "threat_to_life",
    weight: 2,
    on: "account",
    messages: ["你等着，我知道你住哪栋，今晚就去找你。"],
    complaints: ["他说知道我住哪里，要来找我。"],
    facts: ["向特定成员发出人身威胁，并提及其住址。"],
  },
  {
    category: "harassment_insult",
    weight: 9,
    on: "account",
    messages: ["你这种人就不配在群里说话。", "大家都来看看他有多可笑。"],
    complaints: ["连续几天骂我。", "拉人一起嘲笑我。"],
    facts: ["连续多日点名贬损同一成员。"],
  },
  {
    category: "harassment_stalking",
    weight: 4,
    on: "account",
    messages: ["换号也没用，我还能找到你。"],
    complaints: ["退群后换号继续加我。"],
    facts: ["在被拒绝后换用账号持续联系同一成员。"],
  },
  {
    category: "privacy_doxxing",
    weight: 6,
    on: "both",
    messages: ["业主名单和门牌都在表里，自取。"],
    complaints: ["把我家门牌发到群里。", "公开了我的电话。"],
    facts: ["未经同意在群内公开他人住址与联系方式。"],
  },
  {
    category: "privacy_trade",
    weight: 2,
    on: "group",
    messages: ["整理好的客户资料，一条一毛，量大从优。"],
    complaints: ["在卖客户资料。"],
    facts: ["在群内出售成批个人信息。"],
  },
  {
    category: "minor_harmful",
    weight: 2,
    on: "group",
    messages: ["挑战熬夜三天不睡，完成的来领徽章。"],
    complaints: ["小孩跟着群里做危险挑战。"],
    facts: ["组织未成年成员参加有损健康的挑战。"],
  },
  {
    category: "impersonation_official",
    weight: 5,
    on: "account",
    messages: ["我是平台官方客服，点链接验证，不验证今晚封号。"],
    complaints: ["冒充官方让我输密码。"],
    facts: ["以平台官方名义索要账号密码。"],
  },
  {
    category: "account_trade",
    weight: 3,
    on: "both",
    messages: ["收实名号，带卡加价。"],
    complaints: ["群里收实名账号。"],
    facts: ["公开收购实名账号与电话卡。"],
  },
  {
    category: "counterfeit",
    weight: 4,
    on: "group",
    messages: ["一比一复刻，盒子小票都配齐。"],
    complaints: ["卖的是假货。"],
    facts: ["在群内销售仿冒商品。"],
  },
  {
    category: "copyright",
    weight: 3,
    on: "group",
    messages: ["新片今晚上架，网盘链接群公告自取。"],
    complaints: ["未经授权发整部电影。"],
    facts: ["在群公告提供未经授权的影片下载。"],
  },
  {
    category: "spam_advertising",
    weight: 11,
    on: "both",
    messages: ["全场五折，最后一天，详情看图。", "加我领优惠券。"],
    complaints: ["一天发几十条广告。", "拉我进群就为发广告。"],
    facts: ["短时间内在多个群重复发布同一广告。"],
  },
  {
    category: "spam_diversion",
    weight: 7,
    on: "account",
    messages: ["这里说话不方便，加外部号聊。"],
    complaints: ["总让人加外面的号。"],
    facts: ["反复引导成员前往站外联系。"],
  },
  {
    category: "falsehood_emergency",
    weight: 2,
    on: "group",
    messages: ["内部消息，明天全城停水三天，快去囤水。"],
    complaints: ["散布停水谣言。"],
    facts: ["发布未经核实的停水消息，引发成员抢购。"],
  },
  {
    category: "falsehood_health",
    weight: 3,
    on: "both",
    messages: ["喝这个一周降糖，药可以停了。"],
    complaints: ["让老人停药吃保健品。"],
    facts: ["向成员宣称可停用处方药，无任何依据。"],
  },
];

export const contexts = [
  "这台还在吗？能不能走平台担保？",
  "有人用过吗？",
  "刚进群，先看看。",
  "周末有活动吗？",
  "收到，谢谢。",
  "图发错了，重发一张。",
];

export const offices = ["省互联网信息办公室", "市互联网违法和不良信息举报中心"];
