/** Small valid files for tests to break. */
export const rubricText = `id: r
version: 1.0.0
status: draft
provenance: [{source: notes, section: one}]
scale: {min: 1, max: 3}
dimensions:
  - id: cost
    asks: Sizes the cost
    levels:
      1: {anchor: none, basis: [quote, absence]}
      2: {anchor: some}
      3: {anchor: all}
    not_observed: never raised
profiles: {even: {weights: {cost: 100}, why: only one}}
`;

export const caseStudyText = `id: c
version: 1.0.0
title: Case
provenance: []
prompt: What would you do?
`;

export const evalText = `dataset: ../datasets/d
rubric: ../rubrics/r.yaml
profile: even
graders:
  floor: {lexical: {}}
gates:
  - {metric: qwk, at_least: 0.7}
  - {metric: scored_share, at_least: 0.97}
`;

export const cardText = `---
id: d
version: 1.0.0
synthetic: true
rubric: r
scale: {min: 1, max: 5}
licence: MIT
made: by hand
---
# A data card
`;

const sample = (id: string): string =>
  JSON.stringify({ id, candidate: `candidate-${id}`, case_study: "c", answer: `Answer of ${id}` });

/** A dataset of two samples, two raters and three labels. */
export const datasetFiles = {
  "README.md": cardText,
  "case-studies/c.yaml": caseStudyText,
  "samples.jsonl": `${sample("a")}\n${sample("b")}\n`,
  "raters.csv": "rater,kind,training\nh1,human,two hours\nh2,human,\n",
  "labels.csv": "sample,rater,dimension,value\na,h1,cost,3\na,h2,cost,NA\nb,h1,cost,5\n",
} as const;
