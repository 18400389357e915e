/**
 * Names that are words of their own. In lower case, and at the start of a sentence, they are taken for the word: "Will we launch?",
 * "we may", "a block".
 */
const ordinaryWords: ReadonlySet<string> = new Set(
  `abbott abby affirm alphabet amazon amber anchor angel apex apple april arch art ash august autumn axel bailey baker ball banks bank
  barber basil bass bay bean bell berry best bill bird bishop black blaze block bloom bolt bond box brave bright brook brooks brown buck
  bull bush butler candidate candy capital carol carpenter carter case cash chance chandler chase cherry chime chip christian church
  clay clerk cliff coda cohere colt compass concur cook cooper core corn cost court crane craft cross crow cruise crystal cursor
  daisy dale data dawn day dean dear delta destiny dick discover dollar don drake drew drift duke dusty dwell earl east edge
  epic eve even ever factor faith fall farmer felicity field fields finch first fisher flint flora forest fox frank freedom friday front frost gale gap
  garden gates gene general ginger glass glean glory gold good grace grader grant granola grant gray green grey grove gusto guy hall
  harmony haven hawk hazel heather heath hill holly home honor hope house hunt hunter iris ivy jack jade jasmine jay jewel joy judge
  june justice keen kelly kind king knight lake lamb land lane lark law leaf lily linear little loom loop love luck lucky major march
  marina mark marks mars marsh marshal mason mast may meadow medium melody mercy meta miles mill miller mint miracle model monday moody moon
  moss mount neal nest nick noble noon north notion oak oracle olive orange otter page paige park parks patience peace peach pearl
  penny pepper piper plaid pocket pope porter post potter powers power prairie precious price pride prince prompt pure rain ramp
  ramsey rand ransom raven ray read reed reef rice rich ridge ring rippling river rivers robin rock rocky rose rowan royal ruby rush
  rusty sage sailor sally salmon sandy savannah sawyer scale scout segment serenity shade sharp shell shepherd short singer sky slack
  slate small smart smith snap snow son sparrow spring square stack star starling steel sterling stone storm street stripe strong sue summer sun
  sunday sunny swan sweet swift target taylor teal temple test thorn thorne tiger toast trace tripp true trust tucker turner twitch uber
  union unity usher valentine van velvet victor viola violet visa wade walker wall ward waters way weaver webb week wells west
  wheeler white will willow wills windows winter wise wish wolf wood woods workday worth wright writer young zion zoom`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** Whether a folded word could as well be an ordinary one; fewer than three letters always could. */
export function isOrdinary(word: string): boolean {
  return word.length < 3 || ordinaryWords.has(word);
}
