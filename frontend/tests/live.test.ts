import assert from "node:assert/strict";
import { test } from "node:test";

import { Live, SILENT_MS, topicsIn, type LiveState, type Relay, type Source, type World } from "../src/live.ts";

class FakeSource implements Source {
  readyState = 1;
  readonly url: string;
  private readonly listeners = new Map<string, (event: { data?: string; lastEventId?: string }) => void>();
  constructor(url: string) {
    this.url = url;
  }
  addEventListener(type: string, listener: (event: { data?: string; lastEventId?: string }) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.readyState = 2;
  }
  say(name: string, data = "1", at = 0): void {
    this.listeners.get(name)?.({ data, lastEventId: String(at) });
  }
}

class Browser {
  readonly tabs: Tab[] = [];
  leader: Tab | null = null;
  readonly sources: FakeSource[] = [];
  tab(topics: string[], askedAt = 0): Tab {
    const tab = new Tab(this, `tab${this.tabs.length}`, topics);
    tab.askedAt = askedAt;
    this.tabs.push(tab);
    tab.start();
    tab.settle();
    return tab;
  }
}

class Tab {
  topics: string[];
  readonly heard: string[] = [];
  state: LiveState | null = null;
  time = 0;
  askedAt = 0;
  live!: Live;
  private readonly browser: Browser;
  private readonly name: string;
  private timers: Array<() => void> = [];
  readonly channel: World["channel"] = { onmessage: null, postMessage: (message: Relay) => this.post(message) };
  constructor(browser: Browser, name: string, topics: string[]) {
    this.browser = browser;
    this.name = name;
    this.topics = topics;
  }
  start(): void {
    this.live = new Live({
      tab: this.name,
      url: "/live",
      askedAt: this.askedAt,
      topics: () => this.topics,
      open: (url) => {
        const source = new FakeSource(url);
        this.browser.sources.push(source);
        return source;
      },
      channel: this.channel,
      lead: (begin) => {
        if (this.browser.leader === null) {
          this.browser.leader = this;
          begin();
        }
      },
      dispatch: (name) => void this.heard.push(name),
      show: (state) => void (this.state = state),
      now: () => this.time,
      later: (run) => void this.timers.push(run),
      random: () => 0,
    });
  }
  settle(): void {
    for (const tab of this.browser.tabs) {
      const due = tab.timers;
      tab.timers = [];
      for (const run of due) run();
    }
  }
  private post(message: Relay): void {
    for (const tab of this.browser.tabs) if (tab !== this) tab.channel.onmessage?.({ data: message });
  }
}

test("topics are read from triggers, with and without a key", () => {
  const found = topicsIn(["nudge:ticket:42 from:body throttle:300ms, click", "load, nudge:tickets from:body", "click"]);

  assert.deepEqual(found, ["ticket:42", "tickets"]);
});

test("a nudge becomes an event of its topic", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:42"]);

  browser.sources[0]?.say("nudge", "ticket:42");

  assert.deepEqual(tab.heard, ["nudge:ticket:42"]);
});

test("many tabs share one stream that hears the topics of all", () => {
  const browser = new Browser();
  browser.tab(["ticket:1"]);
  const second = browser.tab(["ticket:2"]);
  second.settle();

  const open = browser.sources.filter((source) => source.readyState === 1);
  browser.sources.at(-1)?.say("hello", "{}");
  browser.sources.at(-1)?.say("nudge", "ticket:2");

  assert.equal(browser.sources.at(-1)?.url, "/live?topics=ticket%3A1,ticket%3A2");
  assert.deepEqual(second.heard, ["nudge:ticket:2"]);
  assert.ok(open.length >= 1);
});

test("the old stream closes only once the new one answers", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:1"]);
  browser.sources[0]?.say("hello", "{}");

  tab.topics = ["ticket:2"];
  tab.live.refresh();
  tab.settle();
  const [old, fresh] = browser.sources;
  const before = old?.readyState;
  fresh?.say("hello", "{}");

  assert.deepEqual([before, old?.readyState], [1, 2]);
});

test("a page that changes before its stream speaks leaves no stream behind, and misses nothing", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:1"]);
  browser.sources[0]?.say("hello", "{}");

  for (const at of [200, 300]) {
    tab.topics = [`ticket:${at}`];
    tab.live.refresh(at);
    tab.settle();
  }
  browser.sources[0]?.say("nudge", "ticket:300", 310);
  browser.sources[2]?.say("hello", "{}");

  assert.deepEqual(browser.sources.map((source) => source.readyState), [2, 2, 1]);
  assert.deepEqual(tab.heard, ["nudge:ticket:300"]);
  assert.equal(new URL(browser.sources[2]?.url ?? "", "http://x").searchParams.get("since"), "200");
});

test("an unchanged page keeps its stream", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:1"]);

  tab.live.refresh();
  tab.settle();

  assert.equal(browser.sources.length, 1);
});

test("a nudge that came while an answer was on its way is told again once it stands", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:1", "ticket:2"]);
  browser.sources[0]?.say("nudge", "ticket:1", 500);
  browser.sources[0]?.say("nudge", "ticket:2", 300);
  tab.heard.length = 0;

  tab.live.refresh(400);
  tab.live.refresh(600);

  assert.deepEqual(tab.heard, ["nudge:ticket:1"]);
});

test("a stream tells what was nudged since its pages were asked for", () => {
  const browser = new Browser();
  const first = browser.tab(["ticket:1"], 700);
  browser.sources[0]?.say("hello", "{}");
  browser.tab(["ticket:2"], 900).settle();
  browser.sources[1]?.say("hello", "{}");
  first.topics = ["ticket:3"];
  first.live.refresh(1000);
  first.settle();

  const asked = browser.sources.map((source) => new URL(source.url, "http://x").searchParams.get("since"));
  assert.deepEqual(asked, ["700", "900", "1000"]);
});

test("a resync refreshes every part that listens", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:1", "tickets"]);

  browser.sources[0]?.say("resync");
  tab.settle();

  assert.deepEqual(tab.heard.toSorted(), ["nudge:ticket:1", "nudge:tickets"]);
});

test("a stream that came back by itself refreshes what may have been missed", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:1"]);

  browser.sources[0]?.say("hello", "{}");
  browser.sources[0]?.say("hello", "{}");

  assert.deepEqual(tab.heard, ["nudge:ticket:1"]);
});

test("after sleep the leader opens a new stream and every part is refreshed", () => {
  const browser = new Browser();
  const tab = browser.tab(["ticket:1"]);
  browser.sources[0]?.say("hello", "{}");

  tab.time = SILENT_MS + 1;
  tab.live.check();
  const shown = tab.state;
  browser.sources[1]?.say("hello", "{}");

  assert.equal(shown, "off");
  assert.deepEqual(tab.heard, ["nudge:ticket:1"]);
  assert.equal(tab.state, "on");
});

test("a tab that only listens to the leader shows when the line is silent", () => {
  const browser = new Browser();
  browser.tab([]);
  const follower = browser.tab(["ticket:1"]);

  follower.time = SILENT_MS + 1;
  follower.live.check();

  assert.equal(follower.state, "off");
});

test("a session that ended is told once, to every tab", () => {
  const browser = new Browser();
  const leader = browser.tab([]);
  const follower = browser.tab([]);
  follower.settle();

  browser.sources.at(-1)?.say("signed-out");

  assert.deepEqual([leader.heard, follower.heard], [["balie:signed-out"], ["balie:signed-out"]]);
});
