/** One fault of a refused request: where (JSON pointer), what (code) and a sentence for people. */
export interface Fault {
  pointer: string;
  code: string;
  message: string;
  data?: Record<string, unknown>;
}

/** A refused or failed request: RFC 9457 problem details, with a readable `message`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly Fault[];
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    const detail = textOf(body.detail) ?? textOf(body.title) ?? `HTTP ${status}`;
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = textOf(body.code) ?? `http.${status}`;
    this.detail = detail;
    this.errors = Array.isArray(body.errors) ? (body.errors as Fault[]) : [];
    this.body = body;
  }
}

/** The request never reached the server. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("network", { cause });
    this.name = "NetworkError";
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
