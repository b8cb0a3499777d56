// Who is signed in, and the token that the server wants with each change.
export interface Me {
  email: string;
  name: string;
  role: string;
  how: "operator" | "session" | "key";
  csrf: string;
}

export interface Ways {
  needed: boolean;
  signed_in: boolean;
  single_sign_on: string | null;
}

let csrf = "";

export const keep = (me: Me) => {
  csrf = me.csrf;
};

// Every request of the page goes through here: a change carries the token, and a sign-in that has
// ended brings the sign-in page back.
export async function fetched(path: string, options: RequestInit = {}): Promise<Response> {
  const changes = options.method !== undefined && options.method !== "GET";
  const headers = new Headers(options.headers);
  if (changes && csrf) headers.set("x-csrf-token", csrf);
  const answer = await fetch(path, { ...options, headers });
  if (answer.status === 401 && path !== "/v1/session" && path !== "/v1/me")
    window.dispatchEvent(new Event("signed-out"));
  return answer;
}

export async function who(): Promise<Me | null> {
  const answer = await fetched("/v1/me");
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return (await answer.json()) as Me;
}

export async function ways(): Promise<Ways> {
  return (await (await fetched("/v1/session")).json()) as Ways;
}

export async function enter(path: string, body: Record<string, string>): Promise<Me> {
  const answer = await fetched(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = (await answer.json()) as Me & { message?: string; hint?: string };
  if (!answer.ok) throw new Error([told.message, told.hint].filter(Boolean).join(" "));
  return told;
}

export async function leave(): Promise<void> {
  await fetched("/v1/session", { method: "DELETE" });
  csrf = "";
  window.dispatchEvent(new Event("signed-out"));
}
