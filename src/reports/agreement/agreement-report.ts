import type { AgreementDocument, RatingsTable } from "../../domain/agreement.ts";

/** What was found in a ratings table, and the table. */
export type AgreementInput = { readonly document: AgreementDocument; readonly table: RatingsTable };

/** A way to write agreement on a ratings table down. */
export type AgreementReport = { readonly render: (input: AgreementInput) => string };
