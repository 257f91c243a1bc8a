// The page's states: start, at work, ended without a part, result. The address says which job is shown.

import { call, follow, get, onTokenNeeded, post } from "./api.js";
import { prepareResult, showResult, themeChanged } from "./result.js";

const $ = (id) => document.getElementById(id);
const SECTIONS = ["start", "work", "ended", "result"];
const STAGES = { read: "Read", propose: "Search", run: "Run", score: "Compare", save: "Save" };

let current = null;
let watching = new AbortController();

function show(section, title) {
  for (const name of SECTIONS) $(name).hidden = name !== section;
  $("notice").hidden = true;
  document.title = title ? `${title} · Zero-to-CAD` : "Zero-to-CAD";
}

function tell(error) {
  $("notice").hidden = false;
  $("notice").textContent = error.message;
  scrollTo({ top: 0 });
}

async function open() {
  watching.abort();
  watching = new AbortController();
  const id = location.pathname.startsWith("/jobs/") ? location.pathname.slice("/jobs/".length) : "";
  try {
    if (id) await openJob(await get(`/v1/jobs/${encodeURIComponent(id)}`));
    else await openStart();
  } catch (error) {
    if (id) show("start");
    await openStart().catch(() => {});
    tell(error);
  }
}

async function openStart() {
  show("start");
  const service = await get("/v1/service");
  $("engine").replaceChildren(...service.engines.map((name) => new Option(name)));
  $("engine").closest("label").hidden = service.engines.length < 2;
  for (const option of $("budget").options) option.disabled = Number(option.value) > service.budget_seconds;
  $("examples").replaceChildren(...service.examples.map(example));
  $("examples-title").hidden = !service.examples.length;
}

function example(name) {
  const button = document.createElement("button");
  button.type = "button";
  const picture = Object.assign(new Image(), { src: `/static/pictures/${name}.png`, alt: "", width: 144, height: 144 });
  button.append(picture, name.replaceAll("_", " "));
  button.addEventListener("click", () => begin(() => post(`/v1/examples/${name}`)));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function send(files) {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  form.append("engine", $("engine").value);
  form.append("budget", $("budget").value);
  begin(() => post("/v1/jobs", form));
}

async function begin(ask) {
  $("notice").hidden = true;
  $("upload").setAttribute("aria-busy", "true");
  try {
    const job = await ask();
    history.pushState(null, "", `/jobs/${job.id}`);
    await open();
    $("main").focus();
  } catch (error) {
    tell(error);
  } finally {
    $("upload").removeAttribute("aria-busy");
    $("file").value = "";
  }
}

async function openJob(job) {
  current = job;
  if (job.state === "done") {
    show("result", job.name);
    await showResult(job);
  } else if (job.state === "failed" || job.state === "cancelled") {
    show("ended", job.name);
    $("ended-title").textContent = job.state === "failed" ? `${job.name} was not rebuilt` : `${job.name} was cancelled`;
    $("ended-why").textContent = job.state === "failed" ? job.message : "Nothing was kept of it but the input.";
  } else {
    await work(job);
  }
}

async function work(job) {
  show("work", job.name);
  $("work-title").textContent = `Rebuilding ${job.name}`;
  $("work-about").textContent = `of about ${job.budget} s at most, with ${job.engine}`;
  $("work-log").replaceChildren();
  stages("");
  const clock = setInterval(() => ($("work-clock").textContent = `${Math.max(0, Math.round(Date.now() / 1000 - job.created))} s`), 250);
  const { signal } = watching;
  signal.addEventListener("abort", () => clearInterval(clock));
  const progress = ({ stage, text }) => {
    if (stage in STAGES) stages(stage);
    $("work-now").textContent = text;
    $("work-log").append(Object.assign(document.createElement("li"), { textContent: text }));
  };
  try {
    const finished = await follow(job.id, progress, signal);
    if (!signal.aborted) await openJob(finished);
  } finally {
    clearInterval(clock);
  }
}

function stages(now) {
  const names = Object.keys(STAGES);
  const at = names.indexOf(now);
  $("stages").replaceChildren(
    ...names.map((name, index) => {
      const item = Object.assign(document.createElement("li"), { textContent: STAGES[name] });
      item.className = index < at ? "past" : index === at ? "current" : "";
      if (index === at) item.setAttribute("aria-current", "step");
      return item;
    }),
  );
}

async function retry() {
  const longer = Math.min(3 * current.budget, 180);
  await begin(() => post(`/v1/jobs/${current.id}/again`, { budget: longer }));
}

async function listJobs() {
  const { jobs } = await get("/v1/jobs");
  const items = jobs.map((job) => {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `/jobs/${job.id}`, textContent: job.name });
    const iou = job.summary?.scores[0]?.iou;
    const words = iou === undefined ? job.state : `${(100 * iou).toFixed(1)}%`;
    const state = Object.assign(document.createElement("span"), { className: `chip ${job.state}`, textContent: words });
    const when = Object.assign(document.createElement("time"), { className: "soft", textContent: ago(job.created) });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "Remove" });
    remove.setAttribute("aria-label", `Remove ${job.name}`);
    remove.addEventListener("click", async () => {
      await call(`/v1/jobs/${job.id}`, { method: "DELETE" });
      item.remove();
    });
    item.append(link, when, state, remove);
    return item;
  });
  const none = Object.assign(document.createElement("li"), { className: "soft", textContent: "None yet." });
  $("jobs").replaceChildren(...(items.length ? items : [none]));
}

function ago(seconds) {
  const minutes = (Date.now() / 1000 - seconds) / 60;
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${Math.floor(minutes)} min ago`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} d ago`;
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  themeChanged();
}

function askForToken() {
  return new Promise((resolve) => {
    const dialog = $("ask-token");
    if (!dialog.open) dialog.showModal();
    $("token-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await post("/v1/session", { token: $("token").value });
        dialog.close();
        resolve();
      } catch (error) {
        $("token-wrong").hidden = false;
        $("token-wrong").textContent = error.message;
      }
    });
  });
}

function prepare() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  theme(localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => localStorage.getItem("theme") ?? theme(dark.matches ? "dark" : "light"));
  prepareResult();
  onTokenNeeded(askForToken);
  $("theme").addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", next);
    theme(next);
  });
  $("file").addEventListener("change", () => $("file").files.length && send($("file").files));
  $("upload").addEventListener("submit", (event) => event.preventDefault());
  for (const kind of ["dragover", "dragleave", "drop"]) {
    // Anywhere on the page, so that a file dropped beside the field does not replace the page.
    addEventListener(kind, (event) => {
      event.preventDefault();
      $("upload").classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length && !$("start").hidden) send(event.dataTransfer.files);
    });
  }
  $("cancel").addEventListener("click", () => post(`/v1/jobs/${current.id}/cancel`).catch(tell));
  $("again").addEventListener("click", retry);
  $("ended-again").addEventListener("click", retry);
  $("copy-link").addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    $("copy-link").textContent = "Copied";
    setTimeout(() => ($("copy-link").textContent = "Copy link"), 1500);
  });
  $("open-history").addEventListener("click", async () => {
    await listJobs().catch(tell);
    $("history").showModal();
  });
  addEventListener("popstate", open);
  open();
}

prepare();
