// A program's parameters as sliders and fields, under the comments that head them in the source.

export function showDimensions(root, program, original, changed) {
  root.replaceChildren();
  if (!program.parameters.length) {
    const words = document.createElement("p");
    words.className = "soft";
    words.textContent = "This program names none of its dimensions. Change them in the program itself.";
    root.append(words);
    return;
  }
  const lines = program.source.split("\n");
  let group = null;
  let title = null;
  for (const parameter of program.parameters) {
    const heading = headingOf(lines, parameter.line);
    if (!group || (heading && heading !== title)) {
      title = heading || "dimensions";
      group = document.createElement("fieldset");
      const legend = document.createElement("legend");
      legend.textContent = title;
      group.append(legend);
      root.append(group);
    }
    const first = original.get(parameter.name) ?? parameter.value;
    group.append(parameter.derived ? derived(parameter) : row(parameter, first, title, changed));
  }
}

// The values as the controls show them, of those that differ from `program`.
export function valuesIn(root, program) {
  const values = {};
  for (const { name, value, derived: computed } of program.parameters) {
    const field = root.querySelector(`input[type="number"][data-name="${name}"]`);
    const shown = Number(field?.value);
    if (!computed && field && field.value !== "" && Number.isFinite(shown) && shown !== value) values[name] = shown;
  }
  return values;
}

function headingOf(lines, line) {
  for (let at = line - 2; at >= 0; at--) {
    const words = lines[at].trim();
    if (words.startsWith("#")) return words.replace(/^#+\s*/, "");
    if (!words || !/^\w+\s*=/.test(words)) return "";
  }
  return "";
}

function row(parameter, first, title, changed) {
  const { name, value, comment } = parameter;
  const holder = document.createElement("div");
  const id = `dimension-${name}`;
  const [low, high] = first > 0 ? [first / 4, first * 2] : [first - Math.max(Math.abs(first), 10), first + Math.max(Math.abs(first), 10)];
  const step = niceStep((high - low) / 300);
  holder.className = "dimension";
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = short(name, title);
  if (comment) label.title = comment;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: low, max: high, step: "any", value });
  slider.setAttribute("aria-label", `${name.replaceAll("_", " ")}, slider`);
  const field = document.createElement("input");
  Object.assign(field, { id, type: "number", step: "any", value });
  for (const input of [slider, field]) input.dataset.name = name;
  const mark = () => holder.classList.toggle("changed", Number(field.value) !== first);
  slider.addEventListener("input", () => {
    // Whole steps, but exactly the first value where the slider comes close to it.
    const rounded = Math.round(slider.value / step) * step;
    field.value = Math.abs(slider.value - first) < step / 2 ? first : Number(rounded.toPrecision(10));
    mark();
    changed();
  });
  slider.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!way) return;
    event.preventDefault();
    slider.value = Number(field.value) + way * step;
    slider.dispatchEvent(new Event("input"));
  });
  field.addEventListener("input", () => {
    if (field.value === "") return;
    slider.value = field.value;
    mark();
    changed();
  });
  mark();
  holder.append(label, slider, field);
  return holder;
}

function derived({ name, value }) {
  const holder = document.createElement("div");
  holder.className = "dimension";
  const label = document.createElement("label");
  label.textContent = name.replaceAll("_", " ");
  const shown = document.createElement("output");
  shown.textContent = String(Number(value.toPrecision(8)));
  label.append(document.createTextNode(" (computed)"));
  holder.append(label, shown);
  return holder;
}

// "hole diameter" under the heading "hole" is "diameter".
function short(name, title) {
  const words = name.replaceAll("_", " ");
  const rest = title && words.startsWith(`${title.toLowerCase()} `) ? words.slice(title.length + 1) : words;
  return rest || words;
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
}
