import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/domain/sample.ts";
import { concealSamples, findUnconcealed, leakChecks } from "../../src/privacy/conceal.ts";
import { textsIn } from "../../src/privacy/leaks.ts";

function sampleOf(id: string, candidate: string, said: string, more: Partial<Sample> = {}): Sample {
  return {
    id,
    candidate,
    caseStudyId: "c",
    split: "test",
    transcript: { turns: [{ role: "candidate", text: said }] },
    metadata: {},
    ...more,
  };
}

function saidIn(samples: readonly Sample[]): string[] {
  return samples.flatMap(({ transcript }) => transcript.turns.map(({ text }) => text));
}

describe("concealed answers", () => {
  it("hide who answered, who asked and what metadata names", () => {
    const sample = sampleOf("s1", "Priya Raghunathan", "", {
      transcript: {
        turns: [
          { role: "interviewer", speaker: "Sam Okafor (he/him)", text: "Hi Priya, I am Sam." },
          {
            role: "candidate",
            speaker: "Priya Raghunathan",
            text: "Thanks Sam. At Acme and Leeds I met Ms Tan.",
          },
        ],
      },
      metadata: { employer: "Acme Ltd", school: ["Leeds"], recruiter: "Mei Tan", note: "Friday" },
    });
    const { samples, candidates } = concealSamples([sample], []);
    expect(samples[0]?.transcript.turns).toEqual([
      { role: "interviewer", speaker: "[PERSON-2b] (he/him)", text: "Hi [PERSON-1], I am [PERSON-2]." },
      {
        role: "candidate",
        speaker: "[PERSON-1b]",
        text: "Thanks [PERSON-2]. At [EMPLOYER-1] and [SCHOOL-1] I met Ms [PERSON-3].",
      },
    ]);
    expect(candidates.get("Priya Raghunathan")?.pseudonyms).toContainEqual({
      placeholder: "[EMPLOYER-1]",
      kind: "employer",
      form: "Acme",
    });
  });

  it("of one candidate share placeholders, of two candidates do not", () => {
    const { samples } = concealSamples(
      [
        sampleOf("s1", "a", "Ann Lee asked."),
        sampleOf("s2", "b", "Bo Finch asked."),
        sampleOf("s3", "a", "Bo Finch and Ann Lee."),
      ],
      [
        { name: "Ann Lee", kind: "person" },
        { name: "Bo Finch", kind: "person" },
      ],
    );
    expect(saidIn(samples)).toEqual(["[PERSON-1] asked.", "[PERSON-1] asked.", "[PERSON-2] and [PERSON-1]."]);
  });

  it("share their placeholders with what raters quoted of them", () => {
    const label = {
      rater: "h1",
      dimension: "cost",
      value: 2,
      round: null,
      blind: true,
      sampling: "random",
      at: null,
    };
    const { samples, labels } = concealSamples(
      [sampleOf("s1", "Ann Lee", "Bo Finch asked Ann.")],
      [{ name: "Bo Finch", kind: "person" }],
      [
        { ...label, sampleId: "s1", quote: "Ann, whom Bo Finch asked" },
        { ...label, sampleId: "s1", quote: null },
        { ...label, sampleId: "elsewhere", quote: "Ann Lee" },
      ],
    );
    expect(saidIn(samples)).toEqual(["[PERSON-1] asked [PERSON-2]."]);
    expect(labels.map(({ quote }) => quote)).toEqual(["[PERSON-2], whom [PERSON-1] asked", null, null]);
  });

  it("hide other candidates by their whole names and not by the parts, which are others' names too", () => {
    const { samples } = concealSamples(
      [
        sampleOf("s1", "Ann Lee", "I am Ann."),
        sampleOf("s2", "Bo Finch", "Ann Lee went before me, said Ann."),
      ],
      [],
    );
    expect(saidIn(samples)).toEqual(["I am [PERSON-1].", "[PERSON-1] went before me, said Ann."]);
  });

  it.each([
    ["candidate_name", "Zo Quill", "[PERSON-1]"],
    ["firstName", "Quill", "[PERSON-1]"],
    ["Interviewer", "Quill; Anders", "[PERSON-1]"],
    ["current-employer", "Quill", "[EMPLOYER-1]"],
    ["university", "Quill", "[SCHOOL-1]"],
    ["file_name", "Quill", "Quill"],
    ["case_title", "Quill", "Quill"],
    ["interviewer_notes", "Quill was good", "Quill"],
    ["name", "Quill as one word of a whole sentence", "Quill"],
  ])("take metadata %s: %j as what it is", (key, value, said) => {
    const sample = sampleOf("s1", "c-1", "So Quill it is.", { metadata: { [key]: value } });
    expect(saidIn(concealSamples([sample], []).samples)).toEqual([`So ${said} it is.`]);
  });

  it("keep words for a part in the conversation and for a device, and an id that is a word", () => {
    const sample = sampleOf("s1", "novice", "", {
      transcript: {
        turns: [
          { role: "interviewer", speaker: "Interviewer 2", text: "The interviewer asks a novice." },
          { role: "candidate", speaker: "SPEAKER_01", text: "Speaker one, on an iPhone, is a candidate." },
        ],
      },
    });
    expect(concealSamples([sample], []).samples).toEqual([sample]);
    expect(findUnconcealed(concealSamples([sample], []))).toEqual([]);
  });

  it("tell people called Will, May and Mark from the words", () => {
    const turns = [
      { role: "interviewer", speaker: "Will", text: "May I ask? Will it scale? I am Will." },
      { role: "candidate", speaker: "May", text: "Will, it may. Mark the date. Thanks, Will's right." },
    ] as const;
    const { samples } = concealSamples(
      [sampleOf("s1", "c-1", "", { transcript: { turns: [...turns] } })],
      [],
    );
    expect(saidIn(samples)).toEqual([
      "May I ask? Will it scale? I am [PERSON-1].",
      "[PERSON-1], it may. Mark the date. Thanks, [PERSON-1]'s right.",
    ]);
  });

  it("let a candidate be called Grader", () => {
    const { samples } = concealSamples([sampleOf("s1", "Grader", "I am Grader, and a grader I ask.")], []);
    expect(saidIn(samples)).toEqual(["I am [PERSON-1], and a grader I ask."]);
  });
});

describe("the leak check", () => {
  const concealed = concealSamples(
    [
      sampleOf("s1", "Priya Raghunathan", "Mail priya@example.com or 07700 900123, says Priya."),
      sampleOf("s2", "Bo Finch", "Hello."),
    ],
    [{ name: "Acme", kind: "employer" }],
  );
  const check = leakChecks(concealed, [])("Priya Raghunathan");

  it.each([
    ["a whole name in any case", "by PRIYA  RAGHUNATHAN", "person"],
    ["a part that was replaced", "so Priya thinks", "person"],
    ["letters of another alphabet", "Рriya", "person"],
    ["another candidate's whole name", "bo finch", "person"],
    ["a listed employer", "at acme", "employer"],
    ["an address", "priya@example.com", "email"],
    ["a number that was replaced", "07700-900123", "phone"],
    ["nothing of another candidate's parts", "a finch sings", null],
    ["nothing where there is nothing", "[PERSON-1] says so", null],
  ])("finds %s", (_, text, kind) => {
    expect(check(text)).toBe(kind);
  });

  it("reads a request as it is read and not as JSON writes it", () => {
    const body = { input: [{ content: "so\nPriya\nRaghunathan says" }] };
    expect(textsIn(body).map(check)).toContain("person");
  });

  it("does not take a name that rubric or case study has for the candidate's", () => {
    expect(leakChecks(concealed, ["Acme sells anvils."])("Priya Raghunathan")("at Acme")).toBeNull();
  });
});
