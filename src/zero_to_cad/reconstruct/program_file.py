"""program.py: the chosen program as a file that runs on its own under plain CadQuery."""

from __future__ import annotations

from zero_to_cad.reconstruct.finding import Finding

# A program written for CQ-Editor calls this, which plain Python does not have.
SHOW_OBJECT = """def show_object(shape, *_, **__):
    global result
    result = shape


"""


def program_file(found: Finding) -> str:
    """The program under a header that says what it makes and how it was checked."""
    # A name may hold a line break, which would end the comment.
    name = " ".join(found.target.name.split())
    shown = found.selected == "show_object"
    return (
        f"# {name}: CadQuery program, checked by Zero-to-CAD. Units: mm. "
        f"The part is left in `{'result' if shown else found.selected}`.\n"
        f"# Running it gave: {found.sentence}.\n\n"
        f"{SHOW_OBJECT if shown else ''}{found.program.strip()}\n"
    )
