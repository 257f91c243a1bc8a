"""A bounded grammar of CadQuery programs, in llguidance's dialect of Lark.

What it allows parses as Python and calls only methods that the installed CadQuery has, with arguments that bind: the
right number of them, and keywords of the right names. Whether they make sense only running the program shows.
"""

from __future__ import annotations

import inspect
import keyword
from functools import cache

METHODS = (
    *("add", "box", "center", "chamfer", "circle", "close", "combine", "cboreHole", "cskHole", "cut", "cutBlind"),
    *("cutThruAll", "cylinder", "edges", "ellipse", "end", "extrude", "faces", "fillet", "first", "hLine", "hLineTo"),
    *("hole", "intersect", "last", "line", "lineTo", "loft", "mirror", "mirrorX", "mirrorY", "move", "moveTo"),
    *("offset2D", "polarArray", "polarLine", "polygon", "polyline", "pushPoints", "radiusArc", "rarray", "rect"),
    *("revolve", "rotate", "rotateAboutCenter", "sagittaArc", "shell", "slot2D", "solids", "sphere", "spline", "sweep"),
    *("tag", "tangentArcPoint", "threePointArc", "transformed", "translate", "twistExtrude", "union", "vLine"),
    *("vLineTo", "vertices", "wedge", "wire", "wires", "workplane", "workplaneFromTagged"),
)
FUNCTIONS = ("sqrt", "sin", "cos", "tan", "radians", "atan2", "hypot")
TAKEN = (*(word for word in keyword.kwlist if word.islower()), *keyword.softkwlist, "cq", "math")
COMMA = ' ", " '
STATEMENTS, CALLS, POINTS, OPERATORS = 80, 24, 48, 6

FRAME = r"""
start: "import cadquery as cq\n" ("import math\n")? line{{0,{statements}}} "\n"? "result = " chain "\n"
line: "\n"? statement "\n"
statement: NAME " = " value | COMMENT
value: expression | chain | list | tuple
chain: root call{{0,{calls}}} | "(\n    " root ("\n    " call){{0,{calls}}} "\n)"
root: NAME | "cq.Workplane" new_workplane
argument: expression | STRING | "True" | "False" | tuple | list | inner
inner: inner_root call{{1,6}}
inner_root: NAME | "cq.Workplane(" STRING ")"
list: "[" item (", " item){{0,{points}}} "]"
item: expression | tuple
tuple: "(" expression (", " expression){{1,2}} ")"
expression: term (OPERATOR term){{0,{operators}}}
term: "-"? factor
factor: NUMBER | NAME | "math.pi" | "math." FUNCTION "(" simple (", " simple)? ")" | "(" simple ")"
simple: simple_term (OPERATOR simple_term){{0,4}}
simple_term: "-"? (NUMBER | NAME | "math.pi")
OPERATOR: " + " | " - " | " * " | " / "
NUMBER: /(0|[1-9][0-9]{{0,4}})(\.[0-9]{{1,6}})?/
NAME: /[a-z][a-z0-9_]{{0,40}}/ & ~/{taken}/
STRING: /"[A-Za-z0-9<>|+#%_ .\[\]-]{{0,24}}"/
COMMENT: /# [ -~]{{1,80}}/
FUNCTION: {functions}
"""


@cache
def grammar() -> str:
    """The grammar for the CadQuery that is installed."""
    import cadquery

    calls, rules = [], []
    for name in METHODS:
        calls.append(f'".{name}" {name.lower()}_call')
        rules += _call(f"{name.lower()}_call", _parameters(getattr(cadquery.Workplane, name)))
    rules += _call("new_workplane", _parameters(cadquery.Workplane.__init__), at_least=1)
    frame = FRAME.format(
        statements=STATEMENTS,
        calls=CALLS,
        points=POINTS - 1,
        operators=OPERATORS,
        taken=f"({'|'.join(TAKEN)})",
        functions=" | ".join(f'"{name}"' for name in FUNCTIONS),
    )
    return frame + "call: " + " | ".join(calls) + "\n" + "\n".join(rules) + "\n"


def _parameters(method: object) -> list[tuple[str, bool]]:
    """Name, and whether it must be given, of each parameter but `self` and those that take functions."""
    named = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = list(inspect.signature(method).parameters.values())[1:]  # type: ignore[arg-type]
    return [(each.name, each.default is each.empty) for each in parameters if each.kind == named]


def _call(rule: str, parameters: list[tuple[str, bool]], at_least: int = 0) -> list[str]:
    """Rules for the parentheses of a call: first arguments by place, then others by name, in the method's order."""
    required = max(at_least, sum(must for _, must in parameters))
    names = [name for name, _ in parameters]
    rules, ways = [], []
    for place in range(len(names) + 1):
        following = f"{rule}_{place + 1}" if place + 1 < len(names) else ""
        if max(required, 1) <= place < len(names):
            rules.append(f'{rule}_{place}: (", {names[place]}=" argument)? {following}')
        if place >= required:
            rest = f"{rule}_{place}" if 0 < place < len(names) else ""
            ways.append(f"{COMMA.join(['argument'] * place)} {rest}".strip() or '""')
    if required == 0:
        for place, name in enumerate(names):
            following = f"{rule}_{place + 1}" if place + 1 < len(names) else ""
            ways.append(f'"{name}=" argument {following}'.strip())
    return [f'{rule}: "(" ({" | ".join(ways)}) ")"', *rules]
