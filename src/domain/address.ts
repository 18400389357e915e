/** What an address has to be, for whoever wrote another one. */
export const plainAddress =
  "expected http(s)://... without a user name or password; a key belongs in the variable that api_key_env names";

/** Whether something is an address that requests can be sent to. One that holds a user name or a password would show them wherever it is named. */
export function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}
