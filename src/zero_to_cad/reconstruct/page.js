// The report's canvas: input, result and deviation turning side by side, or the faces that each feature explains.

import { Color } from "./three.module.min.js";
import { readMesh } from "./mesh.js";
import { Viewer } from "./viewer.js";

const $ = (id) => document.getElementById(id);
const TITLES = { input: "Input", result: "Result", coloured: "Deviation" };

export async function start(unpacked) {
  $("scene").hidden = false;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => (document.documentElement.dataset.theme = dark.matches ? "dark" : "light");
  theme();
  let viewer;
  try {
    viewer = new Viewer($("view"), { onDeviation: tellScale });
  } catch (error) {
    $("scene").hidden = true;
    throw error;
  }
  // A finger moves the page up and down, and turns the parts to the sides.
  $("view").style.touchAction = "pan-y";
  $("flat").hidden = true;
  dark.addEventListener("change", () => (theme(), viewer.refresh()));
  const roles = ["input", "result"].filter((role) => $(`mesh-${role}`));
  for (const role of roles) viewer.show(role, readMesh(await unpacked(`mesh-${role}`)));
  viewer.frame();

  const features = [...document.querySelectorAll(".feature")];
  const modes = { deviation: roles.length > 1 ? "Deviation" : "Result", ...(features.length && { labels: "Features" }) };
  const buttons = Object.entries(modes).map(([mode, words]) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    button.addEventListener("click", () => show(mode));
    button.dataset.mode = mode;
    return button;
  });
  $("modes").replaceChildren(...(buttons.length > 1 ? buttons : []));

  function show(mode, only = null) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    for (const [number, button] of features.entries()) button.setAttribute("aria-pressed", String(number === only));
    if (mode === "labels") viewer.label(roles[0], features.map((one, number) => (only === null || only === number ? new Color(one.dataset.colour) : null)));
    viewer.set({ mode });
    $("legend").hidden = mode !== "deviation" || roles.length < 2;
    tag();
  }

  function tag() {
    $("tags").replaceChildren(
      ...viewer.panes().map((pane) => {
        const words = viewer.mode === "labels" ? "Features" : pane.coloured ? TITLES.coloured : TITLES[pane.roles[0]];
        const tag = Object.assign(document.createElement("span"), { textContent: words });
        tag.style.left = `${pane.x}px`;
        tag.style.top = `${pane.y}px`;
        return tag;
      }),
    );
  }

  for (const [number, button] of features.entries()) {
    button.addEventListener("click", () => {
      const already = button.getAttribute("aria-pressed") === "true";
      show("labels", already ? null : number);
      $("scene").scrollIntoView({ block: "nearest" });
    });
  }
  new ResizeObserver(tag).observe($("view"));
  show("deviation");

  const turn = (on) => {
    $("turn").setAttribute("aria-pressed", String(on));
    viewer.turn(on);
  };
  $("turn").addEventListener("click", () => turn(!viewer.turning));
  turn(!matchMedia("(prefers-reduced-motion: reduce)").matches);
}

function tellScale(scale) {
  $("low").textContent = `missing ${scale.toPrecision(2)} mm`;
  $("high").textContent = `${scale.toPrecision(2)} mm too much`;
}
