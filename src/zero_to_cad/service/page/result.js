// A finished job: the parts, the dimensions that rebuild it, the program, the report and what can be downloaded.

import { bytes, get, post, Refused, text } from "./api.js";
import { showDimensions, valuesIn } from "./dimensions.js";
import { Editor } from "./editor.js";
import { readMesh } from "./viewer/mesh.js";
import { showReport } from "./report.js";
import { Viewer } from "./viewer/viewer.js";

const $ = (id) => document.getElementById(id);
const FILES = { "program.py": "Program", "result.step": "STEP", "result.stl": "STL", "result.glb": "GLB" };
const ABOUT = { "report.html": "Report", "report.json": "Report, JSON", "views.png": "Views" };

let viewer = null;
let editor = null;
let job = null;
// What is shown now: the program and its parameters, and the build it came from, null for the job's own result.
let shown = null;
let original = null;
let busy = false;
let again = false;

export function prepareResult() {
  editor = new Editor($("program"), { onRun: runSource });
  $("run").addEventListener("click", runSource);
  $("revert").addEventListener("click", () => present(original));
  try {
    viewer = new Viewer($("view"), { onMeasure: tellMeasure, onDeviation: tellScale });
  } catch {
    $("view").replaceWith(Object.assign(document.createElement("p"), { className: "notice", textContent: "This browser cannot draw in 3D (WebGL 2 is missing). Everything else works." }));
  }
  choose("modes", "mode", (mode) => viewer?.set({ mode }), showMode);
  for (const button of document.querySelectorAll("#directions button")) button.addEventListener("click", () => viewer?.frame(button.dataset.direction));
  toggle("edges", (on) => viewer?.set({ showEdges: on }));
  toggle("measure", (on) => {
    viewer?.set({ measuring: on });
    $("measured").hidden = !on;
    tellMeasure([]);
  });
  toggle("clip", (on) => {
    $("clip-bar").hidden = !on;
    cut();
  });
  $("clip-at").addEventListener("input", cut);
  $("clip-axis").addEventListener("change", cut);
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  for (const tab of tabs) {
    tab.addEventListener("click", () => openTab(tab));
    tab.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (way) openTab(tabs[(tabs.indexOf(tab) + way + tabs.length) % tabs.length], true);
    });
  }
}

export function themeChanged() {
  viewer?.refresh();
}

export async function showResult(finished) {
  job = finished;
  $("result-title").textContent = job.name;
  $("problem").hidden = true;
  verdict();
  const url = `/v1/jobs/${job.id}`;
  const [report, source, ...meshes] = await Promise.all([
    get(`${url}/files/report.json`),
    text(`${url}/files/program.py`),
    ...job.meshes.map((name) => bytes(`${url}/meshes/${name}`)),
  ]);
  original = { build: null, source, parameters: report.program.parameters, mesh: meshes.at(-1) };
  viewer?.show("input", job.meshes.includes("input") ? readMesh(meshes[0]) : null);
  document.querySelector('[data-mode="overlay"]').disabled = !job.meshes.includes("input");
  present(original);
  viewer?.frame();
  showMode(viewer?.mode ?? "both");
  showReport($("report"), job, report);
}

// Shows a program's part; `keep` leaves the controls as the person has them.
function present(state, keep = false) {
  shown = state;
  $("problem").hidden = true;
  viewer?.show("result", readMesh(state.mesh.slice(0)));
  if (!keep) {
    const first = new Map(original.parameters.map(({ name, value }) => [name, value]));
    showDimensions($("parameters"), state, first, rebuild);
  }
  editor.value = state.source;
  const url = state.build ? `/v1/jobs/${job.id}/builds/${state.build}/files` : `/v1/jobs/${job.id}/files`;
  $("which").textContent = state.build ? "with your changes" : "";
  $("downloads").replaceChildren(
    ...Object.entries(FILES).map(([name, words]) => link(`${url}/${name}`, words)),
    ...Object.entries(state.build ? {} : ABOUT).map(([name, words]) => link(`${url}/${name}`, words)),
  );
}

function link(href, words) {
  return Object.assign(document.createElement("a"), { href, textContent: words, className: "button", download: "" });
}

// One build at a time; while it runs only the latest change is remembered.
async function rebuild() {
  again = true;
  if (busy) return;
  busy = true;
  while (again) {
    again = false;
    // The numbers on the controls against the program they were made for.
    await build({ source: shown.source, parameters: valuesIn($("parameters"), shown) }, true);
  }
  busy = false;
}

async function runSource() {
  if (busy) return;
  busy = true;
  $("run").disabled = true;
  await build({ source: editor.value }, false);
  $("run").disabled = false;
  busy = false;
}

async function build(change, keep) {
  const started = performance.now();
  const chip = $("building");
  chip.hidden = false;
  chip.textContent = "Rebuilding…";
  try {
    const made = await post(`/v1/jobs/${job.id}/builds`, change);
    const mesh = await bytes(`/v1/jobs/${job.id}/builds/${made.id}/mesh`);
    present({ build: made.id, source: made.source, parameters: made.parameters, mesh }, keep);
    if (keep) updateDerived(made.parameters);
    const seconds = (performance.now() - started) / 1000;
    chip.textContent = `Rebuilt in ${seconds.toFixed(2)} s · ${made.measures.size.map((side) => side.toFixed(2)).join(" × ")} mm`;
    $("view").dataset.rebuilt = String(Number($("view").dataset.rebuilt ?? 0) + 1);
    $("view").dataset.seconds = seconds.toFixed(3);
    if (viewer?.mode === "overlay") await colour();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    chip.textContent = "Last good part kept";
    $("problem").hidden = false;
    $("problem").textContent = `${error.line ? `Line ${error.line}: ` : ""}${error.message}`;
    if (!keep) editor.blame(error.line);
  }
}

function updateDerived(parameters) {
  const outputs = [...document.querySelectorAll("#parameters .dimension output")];
  parameters.filter((one) => one.derived).forEach((one, at) => outputs[at] && (outputs[at].textContent = String(Number(one.value.toPrecision(8)))));
}

// The distances of a changed part are measured only when somebody looks at them.
async function colour() {
  if (!shown.build || shown.coloured || !job.meshes.includes("input")) return;
  const state = shown;
  const mesh = await bytes(`/v1/jobs/${job.id}/builds/${state.build}/deviations`);
  if (shown !== state) return;
  state.coloured = true;
  state.mesh = mesh;
  viewer?.show("result", readMesh(mesh.slice(0)));
}

function showMode(mode) {
  const both = mode === "both" && job?.meshes.includes("input");
  const view = $("view");
  const wide = view.clientWidth >= view.clientHeight;
  $("tag-input").hidden = !both;
  $("tag-result").hidden = mode === "overlay";
  $("tag-result").style.left = both && wide ? "calc(50% + .75rem)" : "";
  $("tag-result").style.top = both && !wide ? "calc(50% + .75rem)" : "";
  $("legend").hidden = mode !== "overlay";
  if (mode === "overlay") colour().catch((error) => tellProblem(error));
}

function tellProblem(error) {
  $("problem").hidden = false;
  $("problem").textContent = error.message;
}

function tellScale(scale) {
  $("legend-low").textContent = `−${scale.toPrecision(2)} mm`;
  $("legend-high").textContent = `+${scale.toPrecision(2)} mm`;
}

function tellMeasure(points) {
  const words = ["Click a first point on a part. Corners catch the point.", "Now the second point."];
  if (points.length < 2) {
    $("measured").textContent = words[points.length];
    return;
  }
  const along = points[0].map((value, axis) => Math.abs(points[1][axis] - value));
  const length = Math.hypot(...along);
  $("measured").textContent = `${length.toFixed(3)} mm apart: ${["X", "Y", "Z"].map((axis, at) => `${axis} ${along[at].toFixed(3)}`).join(", ")}`;
}

function cut() {
  const on = $("clip").getAttribute("aria-pressed") === "true";
  const place = viewer?.section(on, Number($("clip-axis").value), $("clip-at").value / 1000);
  $("clip-value").textContent = place === undefined ? "" : `${place.toFixed(2)} mm`;
}

function verdict() {
  const { scores, seconds, measures } = job.summary;
  const words = { "zero-to-cad": "voxel IoU", exact: "volume IoU", silhouettes: "silhouette IoU" };
  const chips = scores.map((score) => [`${(100 * score.iou).toFixed(2)}% ${words[score.protocol] ?? score.protocol}`, score.iou > 0.98 ? "done" : ""]);
  chips.push([`${measures.size.map((side) => side.toFixed(1)).join(" × ")} mm`, ""], [`${seconds.toFixed(1)} s`, ""]);
  $("verdict").replaceChildren(...chips.map(([text, kind]) => Object.assign(document.createElement("span"), { className: `chip ${kind}`, textContent: text })));
}

function toggle(id, act) {
  $(id).addEventListener("click", () => {
    const on = $(id).getAttribute("aria-pressed") !== "true";
    $(id).setAttribute("aria-pressed", String(on));
    act(on);
  });
}

function choose(id, key, ...acts) {
  for (const button of $(id).children) {
    button.addEventListener("click", () => {
      for (const other of $(id).children) other.setAttribute("aria-pressed", String(other === button));
      for (const act of acts) act(button.dataset[key]);
    });
  }
}

function openTab(tab, focus = false) {
  for (const other of document.querySelectorAll('[role="tab"]')) {
    const open = other === tab;
    other.setAttribute("aria-selected", String(open));
    other.tabIndex = open ? 0 : -1;
    $(other.getAttribute("aria-controls")).hidden = !open;
  }
  if (focus) tab.focus();
  editor.paint();
}
