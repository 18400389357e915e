/** fast-check settings of every property: 200 cases, 10,000 in `npm run test:deep`. */
export const propertyRuns = { numRuns: process.env["TOUCHSTONE_DEEP"] ? 10_000 : 200 } as const;
