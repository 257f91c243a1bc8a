"""The catalog: descriptions of parts to be made, asked of a model in batches, each thing once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.synthesis.funnel import entropy

BATCH = 200
TOKENS = 32_000  # of one reply with a batch
# Batches in a row that may bring nothing new before the catalog is given up.
BARREN = 5

CATEGORIES = (
    *("L-bracket", "U-bracket", "corner bracket", "shelf bracket", "motor bracket", "sensor bracket", "base plate"),
    *("adapter plate", "cover plate", "perforated panel", "tooling plate", "gusset", "gasket", "shim and spacer"),
    *("pipe flange", "hub flange", "blind flange", "stepped shaft", "splined shaft", "axle", "crankshaft web"),
    *("plain bushing", "flanged bushing", "bearing housing", "pillow block", "roller", "idler wheel", "V-belt pulley"),
    *("timing pulley", "spur gear", "helical gear blank", "bevel gear blank", "sprocket", "ratchet", "cam"),
    *("shaft coupling", "universal joint yoke", "clevis", "rod end", "lever arm", "rocker arm", "connecting rod"),
    *("piston", "valve body", "pump housing", "impeller", "nozzle", "hose fitting", "pipe elbow", "pipe tee"),
    *("reducer", "hydraulic manifold", "gearbox housing", "electronics enclosure", "lid", "tray", "connector shell"),
    *("heat sink", "pin-fin cooler", "aluminium extrusion", "linear rail carriage", "dovetail slide", "hinge leaf"),
    *("latch", "handle", "knob", "handwheel", "shaft collar", "split clamp", "pipe clamp", "C-clamp frame"),
    *("cable clip", "spring seat", "sheet-metal angle", "sheet-metal tray", "standoff", "wing nut", "thumb screw"),
    *("T-slot nut", "drill jig", "vise jaw", "chuck jaw", "lens mount", "optical post holder", "camera plate"),
)
OPERATIONS = (
    *("extrude", "revolve", "loft", "sweep", "shell", "mirror", "polar pattern", "rectangular pattern", "fillet"),
    *("chamfer", "counterbore", "countersink", "cut-out pocket", "rib", "spline outline", "boolean intersection"),
)
SYMMETRIES = ("none", "one mirror plane", "two mirror planes", "rotational")
SIZES = ("under 20 mm", "20 to 100 mm", "100 to 500 mm")
COMPLEXITIES = ("7 to 15 faces", "15 to 40 faces", "40 to 100 faces")


@dataclass(frozen=True)
class Description:
    """One part in words, with what was asked of it."""

    text: str
    category: str
    operations: tuple[str, ...] = ()
    symmetry: str = ""
    size: str = ""
    complexity: str = ""

    @property
    def key(self) -> str:
        """The same for descriptions that say the same in another order or with other small words."""
        words = set(re.findall(r"[a-z0-9]+(?:\.\d+)?", self.text.lower()))
        return " ".join(sorted(word for word in words if len(word) > 2 or word[0].isdigit()))


def make_catalog(
    endpoint: ChatEndpoint, count: int, *, seed: int = 0, told: Callable[[int], None] | None = None
) -> tuple[Description, ...]:
    """Ask for `count` descriptions, in batches of about 200, and keep each once.

    Every batch is asked for the categories, operations, symmetries, sizes and complexities that are rarest so far.
    told: called with how many there are. Raises ProposerError when the server cannot be reached, or when several
    batches in a row bring nothing new.
    """
    found: dict[str, Description] = {}
    batch = barren = 0
    while len(found) < count:
        wanted = min(BATCH, count - len(found))
        request = _request(wanted, coverage(found.values()))
        reply = endpoint.chat(
            [{"role": "user", "content": request}], max_tokens=TOKENS, temperature=1.0, seed=(seed + batch) % 2**31
        )
        before = len(found)
        for description in read_descriptions(reply.text):
            if len(found) < count:
                found.setdefault(description.key, description)
        barren = 0 if len(found) > before else barren + 1
        if barren >= BARREN:
            raise ProposerError(
                "refused", f"Nothing new came in {BARREN} batches; {len(found)} descriptions were found."
            )
        batch += 1
        if told is not None:
            told(len(found))
    return tuple(found.values())


def read_descriptions(text: str) -> list[Description]:
    """The descriptions among the lines of a reply; lines that are none are passed over."""
    found = []
    for line in text.splitlines():
        try:
            data = json.loads(line.strip().rstrip(","))
        except ValueError:
            continue
        if isinstance(data, dict) and isinstance(data.get("text"), str) and 20 <= len(data["text"]) <= 2000:
            found.append(_description(data))
    return found


def coverage(descriptions: Iterable[Description]) -> dict[str, Counter[str]]:
    """How often each category, operation, symmetry, size and complexity has been described, zeros included."""
    counts = {
        "category": Counter(dict.fromkeys(CATEGORIES, 0)),
        "operations": Counter(dict.fromkeys(OPERATIONS, 0)),
        "symmetry": Counter(dict.fromkeys(SYMMETRIES, 0)),
        "size": Counter(dict.fromkeys(SIZES, 0)),
        "complexity": Counter(dict.fromkeys(COMPLEXITIES, 0)),
    }
    for description in descriptions:
        counts["category"][description.category] += 1
        counts["operations"].update(description.operations)
        for name in ("symmetry", "size", "complexity"):
            counts[name][getattr(description, name)] += 1
    return counts


def evenness(counts: Counter[str]) -> float:
    """How evenly something is covered: the entropy of its histogram over that of an even one, from 0 to 1."""
    return entropy(counts) / entropy(Counter(dict.fromkeys(counts, 1))) if len(counts) > 1 else 1.0


def write_catalog(path: Path, descriptions: Iterable[Description]) -> None:
    """One JSON object a line; the file appears whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_text("".join(f"{json.dumps(asdict(item))}\n" for item in descriptions), encoding="utf-8")
    scratch.replace(path)


def read_catalog(path: Path) -> tuple[Description, ...]:
    """The descriptions in a catalog's file. Raises ConfigError when there are none."""
    try:
        found = tuple(read_descriptions(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The catalog {path} cannot be read: {error}.") from error
    if not found:
        raise ConfigError(f'{path} holds no description: one JSON object with "text" a line is needed.')
    return found


def _description(data: dict[str, Any]) -> Description:
    operations = data.get("operations")
    return Description(
        " ".join(data["text"].split()),
        str(data.get("category", "")),
        tuple(map(str, operations)) if isinstance(operations, list) else (),
        *(str(data.get(name, "")) for name in ("symmetry", "size", "complexity")),
    )


def _request(count: int, counts: dict[str, Counter[str]]) -> str:
    def rarest(name: str, most: int) -> str:
        known = counts[name]
        return "; ".join(sorted(known, key=lambda value: known[value])[:most])

    return (
        f"Describe {count} mechanical parts that one CadQuery program each can make as one solid, each in two to four "
        "sentences: purpose, main bodies with dimensions in mm, holes, patterns, edge treatment. No two alike.\n"
        f"Spread them evenly over these categories: {rarest('category', 24)}.\n"
        f"Let these operations be needed, two to five a part: {rarest('operations', 16)}.\n"
        f"Spread symmetry over: {rarest('symmetry', 4)}. Size over: {rarest('size', 3)}. "
        f"Complexity over: {rarest('complexity', 3)}.\n"
        'Answer with one JSON object a line, nothing else: {"text": "...", "category": "...", "operations": ["..."], '
        '"symmetry": "...", "size": "...", "complexity": "..."}'
    )
