import { expect, it } from "vitest";
import { evalPath, levelOf } from "../support/project.ts";
import { judgedProject, type Judgement } from "../cli/judged.ts";

const isHard = (sample: string): boolean => Number(sample.slice(1)) % 3 !== 0;

/** Right where it is easy, at the far end of the scale where it is hard. */
const guessing: Judgement = (sample, dimension) =>
  isHard(sample) ? (levelOf(sample, dimension) === 1 ? 3 : 1) : levelOf(sample, dimension);

async function verdicts(judge: Judgement): Promise<string[]> {
  const more = "gates: [{metric: qwk, at_least: 0.7, dimension: cost}]";
  const project = await judgedProject({ judges: { judge }, samples: 120, more });
  await project.touchstone(["run", evalPath, "-o", "result.json"]);
  return (await project.result()).analysis.gates.map(({ verdict }) => verdict);
}

it.each([
  { name: "leaves them unscored", instead: "" },
  { name: "calls them not observed", instead: "NA" },
] as const)(
  "a grader that $name does not pass a gate that it failed when it guessed at its hard items",
  async ({ instead }) => {
    const abstaining: Judgement = (sample, dimension) =>
      isHard(sample) ? instead : levelOf(sample, dimension);
    expect(await verdicts(levelOf)).toEqual(["pass"]);
    expect(await verdicts(guessing)).toEqual(["fail"]);
    expect(await verdicts(abstaining)).not.toEqual(["pass"]);
  },
);
