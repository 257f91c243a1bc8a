"""Missing weights and extras are one sentence with the command that gets them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose import AutoProposer, TransformersProposer, VisionModel, engine
from zero_to_cad.propose.weights import PUBLISHED, folder_of

pytest.importorskip("huggingface_hub")


@pytest.fixture(autouse=True)
def _empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))


def test_weights_that_were_not_downloaded() -> None:
    with pytest.raises(ProposerError, match=f"not on this machine: hf download {PUBLISHED}") as caught:
        folder_of(PUBLISHED)
    assert caught.value.kind == "unavailable"


@pytest.mark.parametrize("name", ["no/such/folder", "/no/such/folder", "a b"])
def test_a_folder_that_is_not_there(name: str) -> None:
    with pytest.raises(ProposerError, match="no model folder"):
        folder_of(name)


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ProposerError, match=r"holds no config\.json"):
        folder_of(str(tmp_path))


@pytest.mark.parametrize(
    ("config", "said"), [("{", "is damaged"), ("{}", "is damaged"), ('{"model_type": "llama"}', "of type llama")]
)
def test_a_model_of_another_kind(tmp_path: Path, config: str, said: str) -> None:
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(ProposerError, match=said):
        _ = VisionModel(str(tmp_path)).model


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ProposerError, match=r"pip install 'zero-to-cad\[vlm\]'"):
        folder_of(PUBLISHED)


def test_auto_is_alone_without_weights(tmp_path: Path) -> None:
    alone, beside = engine("auto"), engine(f"auto:{tmp_path}")
    assert isinstance(alone, AutoProposer)
    assert alone.model is None
    assert isinstance(beside, AutoProposer)
    assert isinstance(beside.model, TransformersProposer)
