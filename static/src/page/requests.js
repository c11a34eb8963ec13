/* Requests to our own server: htmx settings, the CSRF token, and one way to post JSON or a form. */
import htmx from "htmx.org";

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** An answer that says no; `message` is in the reader's language when the server gave one. */
export class Refusal extends Error {
  constructor(status, answer) {
    super(answer?.error ?? "");
    this.status = status;
    this.wayOut = answer?.way_out ?? "";
  }
}

/** Fetches JSON from our own server. Throws Refusal on any status outside 2xx. */
export async function askJson(url, body) {
  const headers = { Accept: "application/json" };
  const request = { headers, credentials: "same-origin" };
  if (body !== undefined) {
    Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token() });
    Object.assign(request, { method: "POST", body: JSON.stringify(body) });
  }
  const response = await fetch(url, request);
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const answer = isJson ? await response.json() : null;
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

/** Posts form data and returns the answer's text. Throws Refusal on any status outside 2xx. */
export async function postForm(url, data) {
  const response = await fetch(url, { method: "POST", body: data, headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
  if (!response.ok) throw new Refusal(response.status, null);
  return response.text();
}

/** Sets htmx up for the strict content security policy. */
export function prepareHtmx() {
  Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true, historyCacheSize: 0 });
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });
}
