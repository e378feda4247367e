// One event stream per browser: the tab that holds the lock opens it and passes on what it hears to the others.
// Parts of the page say what they listen to by hx-trigger="nudge:<topic> from:body"; they fetch themselves again.
// A nudge that came while an answer was on its way is told again once that answer stands: it was asked for too early to show it.

export interface Source {
  readyState: number;
  addEventListener(type: string, listener: (event: { data?: string; lastEventId?: string }) => void): void;
  close(): void;
}

export interface Channel {
  postMessage(message: Relay): void;
  onmessage: ((event: { data: Relay }) => void) | null;
}

export type Relay =
  | { kind: "event"; name: string; data: string; at: number }
  | { kind: "topics"; tab: string; topics: string[]; since: number }
  | { kind: "who" }
  | { kind: "bye"; tab: string };

export interface World {
  tab: string;
  url: string;
  /** When the page was asked for, by the server's clock, in milliseconds since 1970; 0 when it does not say. */
  askedAt: number;
  topics(): string[];
  open(url: string): Source;
  channel: Channel;
  lead(begin: () => void): void;
  dispatch(name: string, detail?: string): void;
  show(state: LiveState): void;
  now(): number;
  later(run: () => void, milliseconds: number): void;
  random(): number;
}

export type LiveState = "on" | "off";

export const SILENT_MS = 40_000;
const REOPEN_MS = 150;
const RETRY_MS = 5_000;
const JITTER_MS = 100;
const MOST_TOPICS = 60;
const CLOSED = 2;
const EVENTS = ["hello", "nudge", "resync", "beat", "signed-out"];

export class Live {
  private readonly world: World;
  private readonly others = new Map<string, string[]>();
  private mine: string[] = [];
  private readonly nudgedAt = new Map<string, number>();
  /** From when on something may have been nudged that no stream told; 0 when there is nothing. */
  private since = 0;
  /** What the newest stream was asked to tell since, until it speaks. */
  private asked = 0;
  /** The newest stream, and the one that said hello last: one and the same but for the moment in which one follows the other. */
  private source: Source | null = null;
  private speaking: Source | null = null;
  private url = "";
  private isLeader = false;
  private isReopening = false;
  private spokeAt: number;

  constructor(world: World) {
    this.world = world;
    this.spokeAt = world.now();
    world.channel.onmessage = ({ data }) => this.relayed(data);
    world.lead(() => this.lead());
    this.listenTo(world.topics(), world.askedAt);
  }

  /** Look at the page again: what it listens to may have changed, and what was asked for at `askedAt` may be old already. */
  refresh(askedAt = 0): void {
    const topics = this.world.topics();
    if (topics.join() !== this.mine.join()) this.listenTo(topics, askedAt);
    if (askedAt) for (const topic of topics) if ((this.nudgedAt.get(topic) ?? 0) >= askedAt) this.nudge(topic);
  }

  /** Whether anything was heard of late; after sleep the leader opens the stream afresh. */
  check(): void {
    const isSilent = this.world.now() - this.spokeAt > SILENT_MS;
    if (isSilent && this.isLeader) this.reopen(true);
    if (isSilent) this.world.show("off");
  }

  /** The tab goes: its topics need not be heard any more. */
  leave(): void {
    this.source?.close();
    this.speaking?.close();
    this.world.channel.postMessage({ kind: "bye", tab: this.world.tab });
  }

  private listenTo(topics: string[], since: number): void {
    this.mine = topics;
    for (const topic of this.nudgedAt.keys()) if (!topics.includes(topic)) this.nudgedAt.delete(topic);
    this.owe(since);
    this.world.channel.postMessage({ kind: "topics", tab: this.world.tab, topics, since });
    if (this.isLeader) this.reopenSoon();
  }

  private owe(since: number): void {
    if (since) this.since = this.since ? Math.min(this.since, since) : since;
  }

  private lead(): void {
    this.isLeader = true;
    this.world.channel.postMessage({ kind: "who" });
    this.reopenSoon();
  }

  private relayed(message: Relay): void {
    if (message.kind === "event") return this.heard(message.name, message.data, message.at);
    if (message.kind === "who") {
      this.world.channel.postMessage({ kind: "topics", tab: this.world.tab, topics: this.mine, since: this.since });
      return;
    }
    if (message.kind === "bye") this.others.delete(message.tab);
    else {
      this.others.set(message.tab, message.topics);
      this.owe(message.since);
    }
    if (this.isLeader) this.reopenSoon();
  }

  private reopenSoon(): void {
    if (this.isReopening) return;
    this.isReopening = true;
    this.world.later(() => {
      this.isReopening = false;
      this.reopen(false);
    }, REOPEN_MS);
  }

  /** The stream that speaks goes on until the new one does, so that nothing falls between them; one that never spoke is let go. */
  private reopen(always: boolean): void {
    const url = `${this.world.url}?topics=${this.wanted().map(encodeURIComponent).join(",")}`;
    if (!always && url === this.url && this.source?.readyState !== CLOSED && this.source !== null) return;
    if (this.source !== this.speaking) {
      this.source?.close();
      this.owe(this.asked);
    }
    const wasSilent = this.world.now() - this.spokeAt > SILENT_MS;
    this.url = url;
    this.source = this.opened(url, wasSilent);
  }

  private opened(url: string, wasSilent: boolean): Source {
    this.asked = this.since;
    this.since = 0;
    const source = this.world.open(this.asked ? `${url}&since=${this.asked}` : url);
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data, lastEventId }) => {
        if (source !== this.source && source !== this.speaking) return;
        if (name === "hello" && source === this.source) this.greeted(source, wasSilent);
        this.told(name, data ?? "", Number(lastEventId ?? 0));
      });
    }
    source.addEventListener("error", () => this.failed(source));
    return source;
  }

  private greeted(source: Source, wasSilent: boolean): void {
    // The browser came back by itself: what was nudged in between was not heard.
    if (source === this.speaking || wasSilent) this.told("resync", "1", 0);
    if (source !== this.speaking) this.speaking?.close();
    this.speaking = source;
    this.asked = 0;
  }

  private failed(source: Source): void {
    if (source !== this.source) return;
    this.world.show("off");
    if (source.readyState !== CLOSED) return;
    this.world.later(() => {
      if (source === this.source) this.reopen(true);
    }, RETRY_MS);
  }

  private told(name: string, data: string, at: number): void {
    this.world.channel.postMessage({ kind: "event", name, data, at });
    this.heard(name, data, at);
  }

  private heard(name: string, data: string, at: number): void {
    this.spokeAt = this.world.now();
    this.world.show(name === "signed-out" ? "off" : "on");
    // The leader's new stream hears for this tab as well.
    if (name === "hello" && !this.isLeader) this.since = 0;
    if (name === "nudge") {
      if (this.mine.includes(data)) this.nudgedAt.set(data, at);
      this.nudge(data);
    }
    if (name === "resync") for (const topic of this.mine) this.nudge(topic);
    if (name === "signed-out") this.world.dispatch("balie:signed-out");
  }

  /** A topic without a key is heard by many screens at once: each waits a moment of its own. */
  private nudge(topic: string): void {
    if (!this.mine.includes(topic)) return;
    if (topic.includes(":")) return this.world.dispatch(`nudge:${topic}`, topic);
    this.world.later(() => this.world.dispatch(`nudge:${topic}`, topic), this.world.random() * JITTER_MS);
  }

  private wanted(): string[] {
    const all = new Set([...this.mine, ...[...this.others.values()].flat()]);
    return [...all].slice(0, MOST_TOPICS).sort();
  }
}

/** The topics that triggers like "nudge:ticket:42 from:body, click" name, each once, in order. */
export function topicsIn(triggers: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const trigger of triggers) {
    for (const [, topic] of trigger.matchAll(/(?:^|[\s,])nudge:([a-z][a-z_-]*(?::[A-Za-z0-9._:-]+)?)/g)) {
      if (topic) found.add(topic);
    }
  }
  return [...found].sort();
}

/**
 * Begin, once per page load, in the shell of somebody who is signed in (`<body data-live-url="/live">`).
 * Fires `nudge:<topic>`, `balie:signed-out` and `live:state` (detail: on or off) on the body; `<html data-live>` shows the state.
 */
export function startLive(): Live | null {
  const url = document.body.dataset["liveUrl"];
  if (!url) return null;
  const live = new Live(browserWorld(url));
  document.body.addEventListener("htmx:after:swap", (event) => live.refresh(askedAt(event as CustomEvent<Answered>)));
  window.addEventListener("pagehide", () => live.leave());
  document.addEventListener("visibilitychange", () => live.check());
  setInterval(() => live.check(), 5_000);
  return live;
}

interface Answered {
  ctx: { response?: { headers: Headers } };
}

function askedAt({ detail }: CustomEvent<Answered>): number {
  return Number(detail.ctx.response?.headers.get("X-Asked-At") ?? 0);
}

function browserWorld(url: string): World {
  return {
    url,
    askedAt: Number(document.body.dataset["askedAt"] ?? 0),
    tab: crypto.randomUUID(),
    topics: pageTopics,
    open: (url) => new EventSource(url) as Source,
    channel: new BroadcastChannel("balie-live") as Channel,
    lead: becomeLeader,
    dispatch: (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: false })),
    show: (state) => {
      if (document.documentElement.dataset["live"] === state) return;
      document.documentElement.dataset["live"] = state;
      document.body.dispatchEvent(new CustomEvent("live:state", { detail: state }));
    },
    now: () => Date.now(),
    later: (run, milliseconds) => void setTimeout(run, milliseconds),
    random: Math.random,
  };
}

function pageTopics(): string[] {
  const listening = document.querySelectorAll("[hx-trigger*='nudge:']");
  return topicsIn([...listening].map((element) => element.getAttribute("hx-trigger") ?? ""));
}

/** Without locks (plain http on another name than localhost) every tab leads itself. */
function becomeLeader(begin: () => void): void {
  if (!navigator.locks) return begin();
  void navigator.locks.request("balie-live", () => {
    begin();
    return new Promise(() => undefined);
  });
}
