// What the page asks of the server. Every refusal becomes a Refused with the server's own sentence.

export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? `The server answered with ${status}.`);
    this.status = status;
    this.code = error?.code ?? "";
    this.line = error?.line ?? null;
  }
}

let askForToken = async () => {};

// `ask` shows a dialog and resolves once a valid token is kept in the cookie.
export function onTokenNeeded(ask) {
  askForToken = ask;
}

export async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused(0, { message: "The server cannot be reached. Is it still running?" });
  }
  if (answer.status === 401 && path !== "/v1/session") {
    await askForToken();
    return call(path, options);
  }
  if (!answer.ok) throw new Refused(answer.status, (await answer.json().catch(() => ({}))).error);
  return answer;
}

export const get = async (path) => (await call(path)).json();
export const bytes = async (path) => (await call(path)).arrayBuffer();
export const text = async (path) => (await call(path)).text();

export async function post(path, body = {}, options = {}) {
  const form = body instanceof FormData;
  const answer = await call(path, {
    method: "POST",
    body: form ? body : JSON.stringify(body),
    headers: form ? {} : { "Content-Type": "application/json" },
    ...options,
  });
  return answer.status === 204 ? null : answer.json();
}

// Follows a job: `progress` for each event, resolves with the job at its end. Reconnects by itself.
export function follow(id, progress, signal) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(`/v1/jobs/${id}/events`);
    const close = () => source.close();
    signal.addEventListener("abort", close);
    source.addEventListener("progress", (event) => progress(JSON.parse(event.data)));
    source.addEventListener("end", (event) => {
      close();
      resolve(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) reject(new Refused(0, { message: "The connection was lost." }));
    });
  });
}
