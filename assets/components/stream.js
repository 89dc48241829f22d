// One WebSocket for the whole tab, shared by every chart, diagram and sample strip on it.

import { Record } from "./record.js";

const RANKS = ["pause", "slow", "live"]; // of several viewers of a run in this tab, the most eager counts
const FIRST_WAIT = 400; // milliseconds before the first attempt to reconnect, then twice as long each time
const LONGEST_WAIT = 15000;
const FAREWELL = 500; // a view switch unmounts and mounts again: wait before telling the server
const MOST_RECORDS = 24;

class Stream {
  constructor(address) {
    this.address = address;
    this.records = new Map();
    this.viewers = new Map(); // run id -> Set of viewers
    this.asked = new Map(); // run id -> demand last sent over the socket that is open now
    this.wait = FIRST_WAIT;
    document.addEventListener("visibilitychange", () => this.settleAll());
    addEventListener("online", () => this.connect());
  }

  get connected() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Follow a run. `listener(record)` is called after news; the viewer sets its own demand. */
  watch(id, demand, listener) {
    const viewer = { id, demand, listener };
    if (!this.viewers.has(id)) this.viewers.set(id, new Set());
    this.viewers.get(id).add(viewer);
    this.connect();
    this.settle(id);
    return {
      record: this.record(id),
      get demand() {
        return viewer.demand;
      },
      setDemand: (wish) => {
        viewer.demand = wish;
        this.settle(id);
      },
      step: () => this.step(viewer),
      rewind: () => this.rewind(id),
      close: () => this.leave(viewer),
    };
  }

  /** What this tab wants of a run. */
  demand(id) {
    const ranks = [...(this.viewers.get(id) ?? [])].map((viewer) => RANKS.indexOf(viewer.demand));
    return RANKS[Math.max(0, ...ranks)];
  }

  record(id) {
    if (!this.records.has(id)) {
      this.records.set(id, new Record(id));
      for (const old of this.records.keys()) {
        if (this.records.size <= MOST_RECORDS) break;
        if (!this.viewers.get(old)?.size) this.records.delete(old);
      }
    }
    return this.records.get(id);
  }

  step(viewer) {
    viewer.demand = "pause";
    for (const other of this.viewers.get(viewer.id)) other.demand = "pause";
    this.settle(viewer.id);
    this.send({ type: "step", run: viewer.id });
  }

  /** Forget what was seen of a run; it is then told again from its first event. */
  rewind(id) {
    const { state } = this.record(id);
    this.record(id).forget();
    this.record(id).state = state;
    if (this.asked.delete(id)) this.send({ type: "unwatch", run: id });
    this.settle(id);
  }

  leave(viewer) {
    this.viewers.get(viewer.id)?.delete(viewer);
    setTimeout(() => this.settle(viewer.id), FAREWELL);
  }

  /** Tell the server what this tab wants of a run now, if that has changed. */
  settle(id) {
    if (!this.connected) return;
    if (!this.viewers.get(id)?.size) {
      if (this.asked.delete(id)) this.send({ type: "unwatch", run: id });
      return;
    }
    const demand = document.hidden ? "pause" : this.demand(id); // nobody looks at a hidden tab
    if (!this.asked.has(id)) this.send({ type: "watch", run: id, from: this.record(id).events, demand });
    else if (this.asked.get(id) !== demand) this.send({ type: "demand", run: id, demand });
    this.asked.set(id, demand);
  }

  settleAll() {
    if (!document.hidden) this.connect();
    for (const id of this.viewers.keys()) this.settle(id);
  }

  connect() {
    if (this.socket || ![...this.viewers.values()].some((viewers) => viewers.size)) return;
    clearTimeout(this.timer);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = FIRST_WAIT;
      this.settleAll();
      this.tellAll();
    };
    socket.onmessage = (message) => this.receive(JSON.parse(message.data));
    socket.onclose = () => this.lost();
  }

  lost() {
    this.socket = null;
    this.asked.clear(); // every run is asked for again, from where it was
    this.tellAll();
    this.timer = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  receive(message) {
    const record = this.records.get(message.run);
    if (!record) return;
    if (message.type === "events") {
      if (!record.addEvents(message)) return;
    } else if (message.type === "run") {
      record.state = message;
    } else if (message.type === "gone") {
      record.state = { ...record.state, status: "gone", sentence: message.sentence };
    }
    this.tell(message.run);
  }

  tell(id) {
    for (const viewer of this.viewers.get(id) ?? []) viewer.listener(this.records.get(id));
  }

  tellAll() {
    for (const id of this.viewers.keys()) this.tell(id);
  }

  send(message) {
    if (this.connected) this.socket.send(JSON.stringify(message));
  }
}

/** The stream of this tab, whichever component asks first. */
export function stream() {
  const address = new URL("../stream", import.meta.url);
  address.protocol = address.protocol.replace("http", "ws");
  address.search = "";
  window.dlcoreStream ??= new Stream(address.href);
  return window.dlcoreStream;
}
