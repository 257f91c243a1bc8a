// The program as text: line numbers, colours, and the line at fault.

const WORDS = new Set("and as assert break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield".split(" "));
const TOKEN = /(#[^\n]*)|("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\b(\d[\w.]*)|\b([A-Za-z_]\w*)/g;

export class Editor {
  constructor(root, { onRun }) {
    this.area = root.querySelector("textarea");
    this.ink = root.querySelector(".ink");
    this.gutter = root.querySelector(".gutter");
    this.wrong = null;
    this.area.addEventListener("input", () => this.paint());
    this.area.addEventListener("scroll", () => this.scroll());
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        onRun();
      }
    });
  }

  get value() {
    return this.area.value;
  }

  set value(source) {
    this.area.value = source;
    this.wrong = null;
    this.paint();
  }

  // Marks a line, from 1, and brings it into view; null marks none.
  blame(line) {
    this.wrong = line;
    this.paint();
    if (line) this.area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(this.area).lineHeight));
  }

  paint() {
    this.ink.replaceChildren(...coloured(this.area.value));
    const count = this.area.value.split("\n").length;
    const lines = Array.from({ length: count }, (_, index) => {
      const line = document.createElement("span");
      line.textContent = `${index + 1}\n`;
      if (index + 1 === this.wrong) line.className = "wrong";
      return line;
    });
    this.gutter.replaceChildren(...lines);
    this.scroll();
  }

  scroll() {
    this.ink.scrollTop = this.area.scrollTop;
    this.ink.scrollLeft = this.area.scrollLeft;
    this.gutter.scrollTop = this.area.scrollTop;
  }
}

function coloured(source) {
  const pieces = [];
  let done = 0;
  for (const found of source.matchAll(TOKEN)) {
    const [all, comment, string, number, word] = found;
    const mark = comment ? "c" : string ? "s" : number ? "n" : word && WORDS.has(word) ? "w" : "";
    if (!mark) continue;
    pieces.push(source.slice(done, found.index));
    const span = document.createElement("span");
    span.className = mark;
    span.textContent = all;
    pieces.push(span);
    done = found.index + all.length;
  }
  // A last line break needs something behind it to be as high as in the text area.
  return [...pieces, `${source.slice(done)}\n`];
}
