/**
 * Keeps the draft on the server in step with the document under edit.
 *
 * Saves at most `delay` after the last edit and never two at once. A stale tag stops saving until
 * somebody decides; a failed save is tried again with the next edit or on `retry`.
 */

export const SAVE_DELAY = 1000;

export type SyncState =
  | { kind: "clean" }
  | { kind: "dirty" }
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  | { kind: "conflict" }
  | { kind: "failed"; message: string };

export type SaveAnswer =
  | { kind: "saved"; etag: string }
  | { kind: "conflict" }
  | { kind: "failed"; message: string };

export interface DraftSyncOptions<D> {
  save: (document: D, etag: string | null) => Promise<SaveAnswer>;
  etag: string | null;
  onState: (state: SyncState) => void;
  delay?: number;
  now?: () => Date;
}

export class DraftSync<D> {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private pending: { document: D } | null = null;
  private running: Promise<void> | null = null;
  private current: SyncState = { kind: "clean" };
  private etag: string | null;

  constructor(private readonly options: DraftSyncOptions<D>) {
    this.etag = options.etag;
  }

  get state(): SyncState {
    return this.current;
  }

  /** Tell that the document changed. */
  edit(document: D): void {
    this.pending = { document };
    if (this.current.kind === "conflict") return;
    if (this.current.kind !== "saving") this.enter({ kind: "dirty" });
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.options.delay ?? SAVE_DELAY);
  }

  /** Save now what is not saved yet; resolves when the server has it or has refused it. */
  async flush(): Promise<SyncState> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.running !== null) await this.running;
    while (this.pending !== null && this.current.kind !== "conflict") {
      const { document } = this.pending;
      this.pending = null;
      this.running = this.send(document);
      await this.running;
      this.running = null;
      if (this.state.kind === "failed") break;
    }
    return this.current;
  }

  /** Go on after a conflict: with the tag of the other version, so the next save overwrites it. */
  resolve(etag: string | null): void {
    this.etag = etag;
    this.enter({ kind: this.pending === null ? "clean" : "dirty" });
  }

  /** Forget unsaved changes, for example after loading the other version. */
  adopt(etag: string | null): void {
    this.pending = null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.etag = etag;
    this.enter({ kind: "clean" });
  }

  /** Say whether leaving now would lose an edit. */
  get isUnsaved(): boolean {
    return this.pending !== null || this.current.kind === "saving";
  }

  private async send(document: D): Promise<void> {
    this.enter({ kind: "saving" });
    const answer = await this.options.save(document, this.etag);
    if (answer.kind === "saved") {
      this.etag = answer.etag;
      this.enter(this.pending === null ? { kind: "saved", at: (this.options.now ?? (() => new Date()))() } : { kind: "dirty" });
      return;
    }
    this.pending ??= { document };
    this.enter(answer);
  }

  private enter(state: SyncState): void {
    this.current = state;
    this.options.onState(state);
  }
}
