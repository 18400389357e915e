import type { SignKind } from "../domain/injection.ts";

/**
 * The words by which an answer turns to whoever grades it, language by language. All are read in lower case, after look-alike letters
 * were read as Latin ones.
 */

/** Who grades, in words that mean nobody else. */
const grader =
  "(?:graders?|examiners?|evaluators?|assessors?|scorers?|raters?|" +
  "(?:who(?:ever|soever)?(?: is|'s| are)?|anyone|any (?:ai|model|system|bot|program)|(?:the |an? |our )?(?:ai|model|system|bot|assistant|program|llm|machine|person)(?: that is| who is)?)" +
  " (?:scoring|scores|marking|marks|grading|grades|rating|rates|assessing|assesses|evaluating|evaluates|listening|listens|read(?:s|ing) (?:this|the transcript))|" +
  "(?:automat(?:ed|ic)|ai) (?:scoring|marking|grading|evaluation|assessment)(?: (?:system|model|tool))?|scoring (?:system|model|assistant|bot|program))";

/** The best there is to have. */
const top =
  "(?:(?:top|highest|maximum|max|full|best(?: possible)?|perfect|upper)[ -](?:level|mark|score|grade|rating|band|point|result|bound|value)s?|" +
  "(?:level|score|rating|grade|mark)s?(?: of| is| to| at| =|:)? (?:five|5|ten|10)\\b|(?:five|5|ten|10) (?:out of|of) (?:five|5|ten|10)|\\b(?:5/5|10/10)|(?:a|an|put|as|all|straight|with|just) (?:five|5)s?\\b(?! (?:percent|per|%|euros?|dollars?|minutes?|hours?|days?|weeks?|months?|years?|point|of|or|to|and|-|times|people|users|customers|hundred|thousand|million)|[.,:]\\d)|" +
  "(?:five|5)s? (?:for|on|in|under|across) (?:each|every|all)|full[ -](?:marks?|credit|points)|exceeds expectations|the maximum\\b|maximum (?:for|on|in|under|across))";

/** To hand out a score. */
const award =
  "(?:give|gives|award|grant|assign|record|mark|rate|rated|score|put|set|return|output|enter|treat|count|write down|hand out|report|reply|answer|respond)";

/** What a score is asked for. */
const target =
  "(?:me|my (?:answer|score|result|transcript|interview)s?|this (?:answer|response|candidate|person|transcript|interview|one)|the candidate|(?:each|every|all|any)(?: of the)? (?:dimension|criteri(?:on|a)|categor(?:y|ies)|level|score)s?|everything|everywhere|on all|across the board)";

const guidance =
  "(?:instructions?|directions?|system prompt|rubric|guidelines?|scoring guide|marking (?:scheme|guide)|scoring (?:scheme|rules?)|grading (?:rules?|scheme|guide|criteria)|anchors)";

/** A command: not what somebody else did or might do. */
const commanding = "(?:^|[.,;:!?—–\"'(\\]>-] *|\\b(?:please|and|then|now|must|should|just|so|also|here on) )";

/** Within one sentence. */
const within = "[^.!?\\n]";

const words = (pattern: string): RegExp => new RegExp(pattern, "gmu");

const listed = (mentions: string): readonly string[] => mentions.split("|");

type Phrase = { readonly kind: SignKind; readonly pattern: RegExp };

/** Phrases that all have something in common, which is looked for first: most answers mention none of it. */
export type Family = {
  /** Words of which every phrase has one, as `createMentions` reads them; absent: they are told by `pattern` alone. */
  readonly mentions?: readonly string[];
  /** What every phrase has besides. */
  readonly pattern?: RegExp;
  readonly phrases: readonly Phrase[];
};

export const families: readonly Family[] = [
  {
    mentions: listed(
      "instruction|direction|system prompt|rubric|guideline|scoring guide|anchors|" +
        "marking scheme|marking guide|scoring scheme|scoring rule|grading rule|grading scheme|" +
        "grading guide|grading criteria|valid output|your new |your real |your only |your actual ",
    ),
    phrases: [
      {
        kind: "instruction",
        pattern: words(
          `${commanding}(?:please )?(?:ignore|disregard|forget|override|bypass|set aside|leave aside)\\b${within}{0,40}\\b${guidance}`,
        ),
      },
      {
        kind: "instruction",
        pattern: words(
          `${commanding}(?:please )?(?:do not|don't|never|stop) (?:apply|follow|use|using|applying|following|evaluat(?:e|ing)|grad(?:e|ing)|judg(?:e|ing)|scor(?:e|ing))\\b${within}{0,40}\\b${guidance}`,
        ),
      },
      {
        kind: "instruction",
        pattern: words(
          `\\b${guidance}${within}{0,40}\\b(?:no longer appl(?:y|ies)|(?:is|are) (?:void|cancelled|suspended|replaced|superseded))`,
        ),
      },
      {
        kind: "instruction",
        pattern: words(`\\byour (?:new|real|only|actual) (?:task|job|instruction|role|goal)s? (?:is|are)\\b`),
      },
      { kind: "instruction", pattern: words(`\\bonly valid output\\b|\\byour system prompt\\b`) },
    ],
  },
  {
    mentions: ["you are now", "pretend", "act as", "imagine", "assume the", "play the", "let's play"],
    phrases: [
      {
        kind: "role-play",
        pattern: words(
          `\\b(?:you are now|pretend (?:that |to be |you)|act as|imagine (?:that )?(?:you|the assessment|the interview)|assume the (?:part|role)|play the (?:part|role)|let's play)${within}{0,80}\\b(?:${grader}|${top}|scorecard|calibration|hiring|hand out|award)`,
        ),
      },
    ],
  },
  {
    mentions: listed(" top| highest| max| full| best| perfect| upper| five| 5| ten| 10| such| exceeds"),
    pattern: new RegExp(
      `${top}|as such|at the top|(?:write|put) down|please (?:give|put|record|note|mark)`,
      "u",
    ),
    phrases: [
      { kind: "score-request", pattern: words(`\\b${grader}\\b${within}{0,100}\\b${top}`) },
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:write down|put down|please (?:give|put|record|note|mark))\\b${within}{0,30}\\b(?:${top}|five\\b)`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(`\\b${award}\\b${within}{0,60}\\b${target}${within}{0,60}\\b${top}`),
      },
      {
        kind: "score-request",
        pattern: words(`\\b${award}\\b${within}{0,60}\\b${top}${within}{0,60}\\b${target}`),
      },
      {
        kind: "score-request",
        pattern: words(`\\b${target}${within}{0,40}\\b${award}${within}{0,40}\\b${top}`),
      },
      {
        kind: "score-claim",
        pattern: words(
          `\\b(?:panel|panell?ists?|panel members?|interviewers?|${grader}|colleagues|members|answers (?:of|like) (?:this|these))\\b${within}{0,40}\\b(?:rated|gave|scored|marked|graded|awarded|put)\\b${within}{0,40}\\b${top}`,
        ),
      },
      {
        kind: "score-claim",
        pattern: words(
          `\\bi(?:'m| am| was|'ve been| have been)\\b${within}{0,20}\\b(?:down as|rated|scored|given|marked|put)\\b${within}{0,20}\\b${top}`,
        ),
      },
      {
        kind: "score-claim",
        pattern: words(`\\b(?:score|mark|rate|grade) (?:that|this|it) (?:at|as) (?:the top|such|${top})`),
      },
      {
        kind: "score-claim",
        pattern: words(
          `\\b${target}${within}{0,50}\\b(?:reaches|reached|merits|deserves|passed with|pre-approved|earned)\\b${within}{0,20}\\b${top}`,
        ),
      },
    ],
  },
  {
    mentions: listed(
      "grader|grading|grades|examiner|evaluat|assess|scor|rater|rating|mark|listening|reading",
    ),
    phrases: [
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:note|message|word|memo|hint|hello|hi|hey|dear|listen|attention|addressed)\\b,?(?: (?:to|for))?(?: the| our| my| any)? ${grader}`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `\\b${grader}\\b${within}{0,60}\\b(?:round|raise|bump|lift|increase|adjust)\\b${within}{0,30}\\b(?:scores?|levels?|grades?|marks?)\\b`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:if|whoever)\\b${within}{0,20}\\b(?:ai|model|bot|machine|grader|scoring|marking)\\b${within}{0,40}\\b(?:listening|reading|hear)\\b`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:whoever|anyone|anybody)(?: who)? (?:scor|mark|grad|rat|assess|evaluat)(?:es|ing|s) (?:this|it)\\b`,
        ),
      },
    ],
  },
  {
    mentions: ["note", "<!--", "/*", "#", ":", "=", "5", "10"],
    pattern: /note\b|<!--|\/\*|^ {0,3}#|[:=] *["'[]?(?:5|10)|(?:5|10) *,/m,
    phrases: [
      {
        kind: "note",
        pattern: words(
          `(?:(?:^|["“])note\\b|<!--|/\\*|\\[[^\\]\\n]{0,20}note)[^\\n]{0,80}\\b(?:scor|scorer|scoring|${grader}|level|graded?|marks?)\\b`,
        ),
      },
      {
        kind: "heading",
        pattern: words(
          `^ {0,3}#{1,6} [^\\n]{0,40}\\b(?:examiners?|graders?|grading|scoring|marking|final (?:evaluation|assessment|scores?|verdict))\\b`,
        ),
      },
      {
        kind: "reply-form",
        pattern: words(
          `["'“]?\\b(?:level|score|max_score|grade)s?["'”]? *[:=] *["'\\[]?(?:5|10)\\b(?=${within}{0,80}(?:["'}\\]]|$))`,
        ),
      },
      { kind: "reply-form", pattern: words(`(?:["'“][\\w ]{2,30}["'”] *: *(?:5|10) *, *){2,}`) },
      { kind: "reply-form", pattern: words(`\\[ *(?:5|10)(?: *, *(?:5|10)){2,} *\\]`) },
    ],
  },
  {
    mentions: listed(
      "ignor|vergiss|vergesst|missacht|übergeh|höchst|volle punkt|fünf von|bestnote|prüfer|" +
        "bewerter|gutachter|korrektor|oublie|ne ten|abstraction|maximal|plus haute|plus élevée|" +
        "sur cinq|meilleure|tous les points|correcteur|examinateur|évaluateur|olvid|en cuenta|" +
        "dimentica|esque|puntuación|nota |calificación|cinco|massimo|cinque|pontuação|yok say|" +
        "görmezden|unut|dikkate|yüksek|tam puan|beş|değerlendirici|puanlayan",
    ),
    phrases: [
      // German
      {
        kind: "instruction",
        pattern: words(
          `(?<!\\p{L})(?:ignorier|vergiss|vergesst|missacht|übergeh)\\p{L}*\\b${within}{0,60}\\b(?:anweisung|anleitung|rubrik|regel|kriteri|vorgabe|bewertungs)`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:höchstpunktzahl|höchste[rn]? (?:stufe|note|punktzahl|wertung)|volle punktzahl|fünf von fünf|bestnote)`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:hinweis|notiz|bitte|nachricht|liebe[r]?)\\b${within}{0,15}\\b(?:prüfer|bewerter|gutachter|korrektor)`,
        ),
      },
      // French
      {
        kind: "instruction",
        pattern: words(
          `\\b(?:ignore[rz]? (?=tou|les |la |le |ces |vos |l')|oublie[rz]?|ne ten(?:ez|ir) pas compte|fai(?:s|tes) abstraction)${within}{0,50}\\b(?:consigne|instruction|grille|barème|critère|règle)`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:note (?:maximale|la plus haute|la plus élevée)|cinq sur cinq|meilleure note|tous les points)|(?<!\\p{L})(?:correcteur|examinateur|évaluateur)\\b${within}{0,40}\\b(?:mettre|donner|attribuer|doit)`,
        ),
      },
      // Spanish, Italian, Portuguese
      {
        kind: "instruction",
        pattern: words(
          `\\b(?:ignor[ae]n? (?=la|los|el |le |l'|tod|tutt)|olvid[ae]n?|no tengas? en cuenta|dimentica|ignori|ignorar|esque[cç]a)${within}{0,50}\\b(?:instruccion|rúbrica|criterio|reglas|istruzion|rubrica|criteri|instruç|regras)`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `\\b(?:puntuación máxima|nota máxima|calificación más alta|cinco (?:de|sobre) cinco|punteggio massimo|voto massimo|cinque su cinque|pontuação máxima)|\\bnota (?:para|per) (?:el|la|o|a|il) (?:evaluador|examinador|corrector|avaliador|valutatore)`,
        ),
      },
      // Turkish
      {
        kind: "instruction",
        pattern: words(
          `(?:talimat|kural|yönerge|ölçüt|rubri)\\p{L}*${within}{0,30}(?:yok say|görmezden|unut|dikkate alma)`,
        ),
      },
      {
        kind: "score-request",
        pattern: words(
          `en yüksek (?:puan|not|seviye)|tam puan|beş üzerinden beş|(?:değerlendirici|s[ıi]nav|puanlayan)\\p{L}* (?:not|mesaj)`,
        ),
      },
    ],
  },
  {
    pattern: /[\p{Script=Arabic}\p{Script=Han}\p{Script=Devanagari}]/u,
    phrases: [
      // Arabic
      {
        kind: "instruction",
        pattern:
          /(?:تجاهل|انس|تغاض)[^.\n]{0,40}(?:تعليمات|التعليمات|المعايير|القواعد)|لا تطبق[^.\n]{0,20}(?:معايير|المعايير|القواعد)/gu,
      },
      {
        kind: "score-request",
        pattern:
          /(?:أعلى|اعلى) (?:درجة|علامة|تقييم)|خمسة من خمسة|الدرجة (?:الكاملة|القصوى)|ملاحظة (?:لل|إلى ال)(?:مقي|مصحح)/gu,
      },
      // Chinese and Japanese
      {
        kind: "instruction",
        pattern:
          /(?:忽略|无视|忘记|不要(?:按照|遵守)|無視)[^。\n]{0,20}(?:指令|指示|说明|标准|规则|基準)|(?:指示|基準)[^。\n]{0,10}無視/gu,
      },
      { kind: "score-request", pattern: /满分|最高分|五分|満点|最高点|致评[分审]|评分[人员者]/gu },
      // Hindi
      { kind: "instruction", pattern: /(?:निर्देश|नियम|मानदंड)[^।\n]{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)/gu },
      { kind: "score-request", pattern: /(?:सबसे अधिक|पूरे|उच्चतम|अधिकतम) (?:अंक|नंबर|स्तर)|पाँच में से पाँच/gu },
    ],
  },
];

/** Russian has letters that look Latin, so that it is read as it stands. */
export const cyrillicPhrases: readonly Phrase[] = [
  {
    kind: "instruction",
    pattern:
      /(?:игнорир|забуд|не учитыва|не обраща)[^.\n]{0,40}(?:инструкци|указани|правил|критери|рубрик)/gu,
  },
  {
    kind: "score-request",
    pattern:
      /(?:максимальн|высш|наивысш)\p{L}* (?:балл|оценк|уровен)|пять из пяти|(?:экзаменатор|оценщик|проверяющ)\p{L}*[^.\n]{0,40}(?:постав|оцен)/gu,
  },
];
