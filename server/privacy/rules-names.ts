/**
 * Short names. One of two Han characters, or of a few Latin letters, is made of what other words are made of too, so it
 * is sought where a person stands and not wherever its characters meet.
 */

/** Family names of one character, the most frequent first. */
const familyNames = new Set(
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆路游辛靳管柴蒙鲍华喻祁房蒲滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池麻苑迟邝",
);

/** What begins like a name and is none, of what people write beside a contact. */
const noNames = new Set(
  "方便 方法 方式 方面 方案 高兴 高手 高价 左右 关注 关系 项目 任务 成功 文件 查询 万一 应当 应急 安排 白色 黄金 金钱 车辆 路上 时间 时候 周末 周一 周二 周三 周四 周五 周六 周日 安全 成员 关于 高级 文字 文明 全天 全部 全国 单位 路人 房东 车主 师傅 马上 白天 金额 万元 华为 任何 应该 解决 连接 严重 严禁 包括 费用 简单 冷静 卫生 商家 商户 游戏 管家 管理 顾客 应用 安卓 毕业 成都 武汉 温州 金华 江苏 江西 安徽 包头".split(
    " ",
  ),
);

/** Stands beside a name in what people write as a contact. */
const labels =
  /联系人|联系方式|联系|姓名|名字|电话|座机|手机号码|手机号|手机|微信号|微信|邮箱|地址|我的名字叫|我叫|我是|我姓|本人|先生|女士|小姐|老师|同学|经理/u;

/** Begins as a name does, and is none of the words that only look like one. */
export const mayBeName = (word: string) => familyNames.has([...word][0] ?? "") && !noNames.has(word);

const isHanName = (word: string) => /^\p{Script=Han}{2,3}$/u.test(word) && mayBeName(word);

/** Written with a capital and short: `Mary`, `Li`. */
const latinName = /^\p{Lu}\p{Ll}{1,4}$/u;
const noLatinNames = new Set(
  "Tel Fax Mob Cell Phone Home Work Email Mail Mr Mrs Ms Miss Dr Prof Name Me My The And Or Not No Yes On At In To By Of For From Call Text Sms App Qq Wx Line Skype Chat User Group".split(
    " ",
  ),
);

/**
 * The short names in a contact: `张伟` of `联系人张伟139…`, `Mary` of `Mary 139…`.
 *
 * @param contact as she wrote it.
 */
export function shortNamesIn(contact: string): string[] {
  const runs = contact.match(/\p{Script=Han}+/gu) ?? [];
  const words = contact.match(/[\p{Script=Latin}\p{N}_.@-]+/gu) ?? [];
  return [
    ...runs.flatMap((run) => run.split(labels)).filter(isHanName),
    ...words.filter((word) => latinName.test(word) && !noLatinNames.has(word)),
  ];
}

/** Is a mark such a name, to be sought by `namesShortly`? */
export const isShortName = (mark: string) => /^\p{Script=Han}{2}$/u.test(mark) || latinName.test(mark);

const beside = /\p{Script=Han}/u;
/** Between the two characters of a name: spaces, dots and what nobody sees. */
const gap = "[\\s·•.\\p{Cf}]{0,3}";

/** Words that only a person follows, whatever comes after her. */
const before =
  /(?:举报人|举报者|投诉人|投诉者|反映人|控告人|检举人|报案人|受害人|被害人|当事人|证人|用户|使用者|成员|群友|网友|群员|姓名|名叫|叫做|叫作|自称)$/u;
/** Words that only a person is followed by, whatever came before. */
const behind =
  /^(?:举报|反映|投诉|检举|控告|控诉|揭发|报案|报警|来信|来电|来函|告知|指认|陈述|所述|所称|表示|提供|称|先生|女士|小姐|同学|老师|本人|等人)/u;
/** Small words, and what is done to somebody, that stand between a person and the rest of a sentence. */
const lead =
  /(?:[据经由向与和跟同被对给让使为替找是系即及致请约问骗将把了]|骚扰|威胁|恐吓|勒索|辱骂|侮辱|诽谤|诱骗|欺骗|骗取|诱导|要求|联系|通知|拉黑|移出|踢出|收取|索要|转给|指向|针对|冒充|纠缠|跟踪|殴打|伤害|控制)$/u;
const tail =
  /^(?:[在的被向等和与跟同说已曾于是也又就把将对给到从因为系即及者后]|核实|了解|确认|转账|付款|汇款|索要|道歉|发送|拉黑|移出|踢出|进行|收取)/u;

function standsAlone(left: string, right: string): boolean {
  if (before.test(left) || behind.test(right)) return true;
  const isOpen = !beside.test([...left].at(-1) ?? " ") || lead.test(left);
  return isOpen && (!beside.test([...right][0] ?? " ") || tail.test(right));
}

/** More context than any of the words above has. */
const looked = 8;

/**
 * Does a text name her by a short name? One of two Han characters counts where nothing but a sign, the edge of the text
 * or a small word (`据`, `向`; `的`, `在`) stands on either side, after a word for a person (`举报人`, `用户`), or before
 * what a reporter does (`举报`, `反映`); one in Latin letters where it is a word by itself and written as a name.
 */
export function namesShortly(text: string, name: string): boolean {
  const plain = text.normalize("NFKC");
  if (latinName.test(name)) {
    const whole = new RegExp(
      `(?<![\\p{Script=Latin}\\p{N}])(?:${name}|${name.toUpperCase()})(?![\\p{Script=Latin}\\p{N}])`,
      "u",
    );
    return whole.test(plain);
  }
  const found = new RegExp([...name].join(gap), "gu");
  for (const { 0: piece, index } of plain.matchAll(found)) {
    const [left, right] = [
      plain.slice(Math.max(0, index - looked), index),
      plain.slice(index + piece.length).slice(0, looked),
    ];
    if (standsAlone(left, right)) return true;
  }
  return false;
}
