/** One speech of the talk that every fixture holds: seconds from the start, words in our own. */
export type Speech = {
  readonly speaker: string;
  readonly start_s: number;
  readonly end_s: number;
  readonly text: string;
};

export const interviewer = "Maren Holt";
export const candidate = "Idris Quaye";

export const talk: readonly Speech[] = [
  {
    speaker: interviewer,
    start_s: 2,
    end_s: 11,
    text: "Thanks for joining. A ferry line wants answers to travellers' questions written by a model. How would you begin?",
  },
  {
    speaker: candidate,
    start_s: 12,
    end_s: 40,
    text: "I would ask what goes wrong today. If 58 of 100 letters ask about delays, the timetable matters more than the model. I'd begin with those, keep a person on refunds, and measure for 3 weeks.",
  },
  { speaker: interviewer, start_s: 41, end_s: 45, text: "What would it cost?" },
  {
    speaker: candidate,
    start_s: 46,
    end_s: 75,
    text: "Say 4,000 letters a day, 1,200 tokens each. That is 4.8 million tokens, so about $12 a day. Twice that in summer, and we stop at $30.",
  },
  {
    speaker: interviewer,
    start_s: 76,
    end_s: 82,
    text: "And if the model promises a refund that nobody owes?",
  },
  {
    speaker: candidate,
    start_s: 83,
    end_s: 110,
    text: "Then we honour it once & learn. No answer leaves with an amount in it unless the booking system gave that amount. I would test 200 letters of last winter before anyone sees it.",
  },
];
