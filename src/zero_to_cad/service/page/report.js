// The report of a job: scores, measures, attempts, pictures.

export function showReport(root, job, report) {
  const scores = report.scores.map((score) => [`IoU, ${score.protocol}`, score.iou.toFixed(4)]);
  if (report.surface_distance) {
    scores.push(["Chamfer distance, mm", report.surface_distance.chamfer.toPrecision(3)]);
    scores.push(["F-score at 1%", report.surface_distance.f_score.toFixed(4)]);
  }
  const pictures = new Image();
  pictures.src = `/v1/jobs/${job.id}/files/views.png`;
  pictures.alt = "Eight views of the input, of the result and of their difference";
  pictures.className = "report-views";
  pictures.loading = "lazy";
  const attempts = report.attempts.map((one, at) => [
    `${at + 1}. ${one.detail || one.proposer}${one.chosen ? " (chosen)" : ""}`,
    one.failure ? one.failure.message : Object.values(one.scores).map((iou) => iou.toFixed(4)).join(", "),
  ]);
  const { input, result } = report.measures;
  root.replaceChildren(
    title("How alike"),
    table(["", "result against input"], scores),
    title("Measures"),
    table(input ? ["", "input", "result"] : ["", "result"], measures(input, result)),
    title("Tried"),
    table(["candidate", "outcome"], attempts),
    title("Input, result, difference"),
    pictures,
  );
  if (report.input.notes.length) root.prepend(note(`When it was read: ${report.input.notes.join("; ")}.`));
}

function measures(input, result) {
  const rows = {
    "Volume, mm³": (one) => one.volume.toFixed(2),
    "Area, mm²": (one) => one.area.toFixed(2),
    "Size, mm": (one) => one.size.map((side) => side.toFixed(2)).join(" × "),
    Faces: (one) => (one.faces === null ? "mesh" : String(one.faces)),
  };
  return Object.entries(rows).map(([name, words]) => [name, ...[input, result].filter(Boolean).map(words)]);
}

function table(head, rows) {
  const made = document.createElement("table");
  const line = (kind, cells) => {
    const row = document.createElement("tr");
    cells.forEach((words, at) => {
      const cell = document.createElement(at === 0 || kind === "head" ? "th" : "td");
      if (cell.tagName === "TH") cell.scope = kind === "head" ? "col" : "row";
      cell.textContent = words;
      // A heading cell without words is only a corner.
      row.append(words || kind !== "head" ? cell : document.createElement("td"));
    });
    return row;
  };
  made.createTHead().append(line("head", head));
  made.createTBody().append(...rows.map((cells) => line("body", cells)));
  return made;
}

function title(words) {
  return Object.assign(document.createElement("h2"), { textContent: words });
}

function note(words) {
  return Object.assign(document.createElement("p"), { className: "soft", textContent: words });
}
