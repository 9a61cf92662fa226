import { get, listOf, post } from "./api.js";
import { coalesce } from "./dom.js";

const SLOW_MS = 150;
const READ_KEY = "smart-bcc-sandbox-read";

/** A file or picture of the sandbox by its path, whatever name the visitor reached the page under. */
export function localPath(url) {
  if (!url) return "";
  const { pathname, search } = new URL(url, location.href);
  return /^\/(files|avatar)\//.test(pathname) ? pathname + search : url;
}

/**
 * What the page knows of the workspace, as one person sees it. Emits "state", "messages" (detail:
 * channel id), "views", "home", "viewer" and "read"; holds no opinion about how they are shown.
 */
export class Workspace extends EventTarget {
  team = { name: "…" };
  app = {};
  #users = [];
  #channels = [];
  #messages = new Map();
  #loaders = new Map();
  #seen = JSON.parse(sessionStorage.getItem(READ_KEY) ?? "{}");
  viewer = null;

  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Reads people, channels and the app's data. */
  loadState = coalesce(async () => {
    const state = await get("state");
    this.team = state.team;
    this.app = state.app;
    this.#users = state.users.filter(
      (user) => user.id !== "USLACKBOT" && !user.is_bot && user.id !== state.app.bot_user_id && !user.deleted,
    );
    this.#channels = state.channels;
    if (!this.#users.some((user) => user.id === this.viewer?.id)) this.viewer = null;
    this.viewer = this.#users.find((user) => user.id === this.viewer?.id) ?? this.#users[0] ?? null;
    this.emit("state");
  });

  setViewer(id) {
    this.viewer = this.#users.find((user) => user.id === id) ?? this.viewer;
    this.emit("viewer");
  }

  get zone() {
    return this.viewer?.tz;
  }

  get me() {
    return this.viewer?.id;
  }

  get appName() {
    return this.app.name ?? "Smart Bcc";
  }

  users() {
    return this.#users;
  }

  /** Rooms the viewer may see: public ones, and private ones they are in. */
  channels() {
    return this.#channels.filter(
      (channel) => !channel.is_im && (!channel.is_private || channel.members?.includes(this.me)),
    );
  }

  isMember(channel) {
    return channel.members?.includes(this.me) ?? true;
  }

  channel(id) {
    return this.#channels.find((channel) => channel.id === id);
  }

  /** The viewer's conversation with the app; before anyone opened it, a stand-in under the name "dm". */
  dm() {
    return (
      this.#channels.find((channel) => channel.is_im && channel.user === this.me) ?? {
        id: "dm",
        is_im: true,
        user: this.me,
      }
    );
  }

  directMessages() {
    const others = this.#users.filter((user) => user.id !== this.me);
    return [
      { id: this.dm().id, name: this.appName, isApp: true },
      ...others.map((user) => ({ id: user.id, name: user.name })),
    ];
  }

  userName(id) {
    if (id === this.app.bot_user_id) return this.appName;
    return this.#users.find((user) => user.id === id)?.name;
  }

  channelName(id) {
    const channel = this.channel(id);
    return channel && this.channels().includes(channel) ? channel.name : undefined;
  }

  avatar(id) {
    return `/avatar/${encodeURIComponent(id)}.svg`;
  }

  fileUrl(id) {
    return `/files/${encodeURIComponent(id)}/file`;
  }

  /** Messages of a channel that the viewer sees, oldest first. */
  messages(channelId) {
    const seen = (message) => !message.is_ephemeral || message.ephemeral_user === this.me;
    return (this.#messages.get(channelId) ?? [])
      .filter(seen)
      .map((message) => ({ ...message, replies: (message.replies ?? []).filter(seen) }));
  }

  message(channelId, ts) {
    const all = this.messages(channelId);
    return (
      all.find((message) => message.ts === ts) ??
      all.flatMap((message) => message.replies ?? []).find((message) => message.ts === ts)
    );
  }

  /** Reads the messages of one channel; calls made meanwhile are folded into one. */
  loadMessages(channelId) {
    if (!this.#loaders.has(channelId))
      this.#loaders.set(
        channelId,
        coalesce(() => this.#load(channelId)),
      );
    return this.#loaders.get(channelId)();
  }

  async #load(channelId) {
    const began = performance.now();
    const query = channelId === "dm" ? { user: this.me } : { channel: channelId };
    this.#messages.set(channelId, listOf(await get("messages", query), "messages"));
    this.emit("messages", channelId);
    // A conversation of thousands takes its time to read: a burst of events must not keep both sides at it.
    const spent = performance.now() - began;
    if (spent > SLOW_MS) await new Promise((resolve) => setTimeout(resolve, spent));
  }

  /** Reads every conversation in the viewer's sidebar, for its unread marks. */
  async loadAllMessages() {
    const ids = [...this.channels().filter((channel) => this.isMember(channel)), this.dm()].map(
      (channel) => channel.id,
    );
    await Promise.all(ids.map((id) => this.loadMessages(id)));
  }

  #readKey(channelId) {
    return `${this.me}:${channelId}`;
  }

  /** How many messages of others came since the viewer last looked. */
  unread(channelId) {
    const seen = Number(this.#seen[this.#readKey(channelId)] ?? 0);
    return this.messages(channelId).filter((message) => message.user !== this.me && Number(message.ts) > seen)
      .length;
  }

  markRead(channelId) {
    const last = this.messages(channelId).at(-1)?.ts;
    if (!last || this.#seen[this.#readKey(channelId)] === last) return;
    this.#seen[this.#readKey(channelId)] = last;
    sessionStorage.setItem(READ_KEY, JSON.stringify(this.#seen));
    this.emit("read");
  }

  views = async () => listOf(await get("views", { user: this.me }), "views");

  async home() {
    const answer = await get("home", { user: this.me });
    return answer?.view ?? answer?.home ?? (answer?.blocks ? answer : null);
  }

  say(channel, text, threadTs) {
    return post("say", { user: this.me, channel, text, ...(threadTs ? { thread_ts: threadTs } : {}) });
  }

  command(channel, text) {
    return post("command", { user: this.me, channel, text });
  }

  shortcut(callbackId, place = {}) {
    return post("shortcut", { user: this.me, callback_id: callbackId, ...place });
  }

  shortcuts(type) {
    return (this.app.shortcuts ?? []).filter((shortcut) => shortcut.type === type);
  }
}
