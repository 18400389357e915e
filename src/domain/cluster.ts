import * as z from "zod";

/** What intervals generalise over: new candidates on these case studies, new case studies, or, where answers are independent, new samples. */
export const clusterBySchema = z.enum(["candidate", "case", "sample"]);
export type ClusterBy = z.infer<typeof clusterBySchema>;
