"""The procedural author: writes the program of a part that nobody drew, with no model and no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zero_to_cad.synthesis.draft import Draft
from zero_to_cad.synthesis.families import (
    brackets,
    clamps,
    fasteners,
    fluid,
    housings,
    levers,
    plates,
    profiles,
    sheet,
    turned,
    wheels,
)

# Changes whenever the same seed may give another program: part of every sample's provenance.
RECIPE = "procedural-1"

Family = Callable[[Draft], str]


@dataclass(frozen=True)
class Authored:
    """A program as the author wrote it, not yet run.

    family: the kind of part, such as "pipe_tee". description: one sentence on it.
    """

    program: str
    family: str
    description: str


FAMILIES: dict[str, Family] = {
    family.__name__: family
    for family in (
        *(plates.base_plate, plates.perforated_plate, plates.cover_plate, plates.gasket, plates.gusset_plate),
        *(brackets.l_bracket, brackets.u_bracket, brackets.hat_bracket, brackets.pillow_block),
        *(brackets.clevis, brackets.shelf_bracket),
        *(turned.stepped_shaft, turned.hub_flange, turned.flanged_bushing, turned.knob, turned.spring_seat),
        *(turned.nozzle, turned.piston, turned.roller),
        *(wheels.spur_gear, wheels.helical_wheel, wheels.sprocket, wheels.ratchet_wheel, wheels.cam),
        *(wheels.jaw_coupling, wheels.pulley, wheels.handwheel),
        *(housings.enclosure, housings.lid, housings.gearbox_housing, housings.pump_housing),
        *(housings.tray, housings.motor_mount),
        *(profiles.heat_sink, profiles.pin_fin_sink, profiles.slot_profile, profiles.u_channel),
        *(profiles.dovetail_slide,),
        *(fluid.manifold, fluid.pipe_elbow, fluid.pipe_tee, fluid.reducer, fluid.hose_barb, fluid.valve_block),
        *(clamps.shaft_collar, clamps.pipe_saddle, clamps.hinge_leaf, clamps.cable_clip, clamps.c_clamp),
        *(clamps.split_clamp,),
        *(levers.lever_arm, levers.connecting_rod, levers.pull_handle, levers.crank, levers.tool_grip),
        *(sheet.bent_strip, sheet.sheet_tray, sheet.angle_sheet),
        *(fasteners.standoff, fasteners.wing_nut, fasteners.thumb_screw, fasteners.t_nut),
        *(fasteners.spacer_ring, fasteners.ball_joint),
    )
}


def author(seed: int, index: int, family: str | None = None, attempt: int = 0) -> Authored:
    """The program that this seed and index stand for; the same everywhere and always for one `RECIPE`.

    The family is drawn too unless it is named, one of `FAMILIES`; another attempt gives another program. The program is
    in the style of the published dataset, in mm, and leaves its part in `result`; a few in a hundred fail a gate.
    """
    key = f"{RECIPE}/{seed}/{index}/{attempt}"
    name = family or Draft(f"{key}/family").choice(list(FAMILIES))
    write = FAMILIES[name]
    draft = Draft(f"{key}/{name}")
    body = write(draft)
    summary = (write.__doc__ or "").strip().splitlines()[0]
    title = name.replace("_", " ").capitalize()
    return Authored(draft.program(body), name, f"{title}: {summary[0].lower()}{summary[1:]}")
