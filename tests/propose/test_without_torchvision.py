"""transformers reads Qwen3-VL's processor without torchvision, once this package is imported."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from PIL import Image

import tiny_model
from zero_to_cad import without_torchvision

# The model card's code for local pictures, but for the model's name.
QUICK_START = """
from transformers import Qwen3VLForConditionalGeneration, AutoProcessor
from PIL import Image


model_name = "MODEL"
model = Qwen3VLForConditionalGeneration.from_pretrained(model_name, torch_dtype="auto", device_map="auto")
processor = AutoProcessor.from_pretrained(model_name)

images = [Image.open(f"view_{i}.png").convert("RGB") for i in range(8)]

messages = [
    {
        "role": "system",
        "content": "You are a CAD code assistant. Given multiple rendered views of a 3D shape, generate clean, \
well-structured CadQuery Python code that accurately reproduces the geometry.",
    },
    {
        "role": "user",
        "content": [
            *[{"type": "image", "image": img} for img in images],
            {"type": "text", "text": "Generate CadQuery code for this shape."},
        ],
    },
]

text = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
inputs = processor(text=[text], images=images, return_tensors="pt", padding=True).to(model.device)
output_ids = model.generate(**inputs, max_new_tokens=TOKENS)
generated_ids = output_ids[:, inputs.input_ids.shape[1]:]
code = processor.batch_decode(generated_ids, skip_special_tokens=True)[0]
print(code)
"""


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def test_the_quick_start_of_the_model_card(tmp_path: Path) -> None:
    for number, pixels in enumerate(tiny_model.views().images):
        Image.fromarray(pixels).save(tmp_path / f"view_{number}.png")
    code = QUICK_START.replace("MODEL", str(tiny_model.folder())).replace("TOKENS", "4")
    if find_spec("torchvision") is None:
        code = f"import zero_to_cad\n{code}"
    done = run(code + "\nprint(generated_ids.shape)", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "torch.Size([1, 4])" in done.stdout


def test_importing_the_package_loads_no_transformers(tmp_path: Path) -> None:
    done = run("import sys, zero_to_cad\nprint('transformers' in sys.modules, 'torch' in sys.modules)", tmp_path)
    assert done.stdout.split() == ["False", "False"]


def fake(folder: Path, *, torchvision: bool) -> str:
    """Code that imports a package called transformers which holds nothing but such a processor."""
    package = folder / "transformers" / "models" / "qwen3_vl"
    package.mkdir(parents=True)
    for place in (package, *package.parents[:2]):
        (place / "__init__.py").write_text("")
    (package / "processing_qwen3_vl.py").write_text(
        "class Qwen3VLProcessor:\n    @classmethod\n    def get_attributes(cls):\n        return ['all']\n"
    )
    if torchvision:
        (folder / "torchvision.py").write_text("")
    return "from transformers.models.qwen3_vl import processing_qwen3_vl as module"


ATTRIBUTES = "print(module.Qwen3VLProcessor.get_attributes())"


def test_before_and_after(tmp_path: Path) -> None:
    load = fake(tmp_path, torchvision=False)
    assert run(f"{load}\n{ATTRIBUTES}", tmp_path).stdout == "['all']\n"
    for code in (f"import zero_to_cad\n{load}", f"{load}\nimport zero_to_cad"):
        done = run(f"{code}\n{ATTRIBUTES}\nimport inspect\nprint(inspect.getsource(module)[:5])", tmp_path)
        assert done.stdout.splitlines() == ["['image_processor', 'tokenizer']", "class"], done.stderr


def test_it_keeps_away_where_torchvision_is(tmp_path: Path) -> None:
    load = fake(tmp_path, torchvision=True)
    assert run(f"import zero_to_cad\n{load}\n{ATTRIBUTES}", tmp_path).stdout == "['all']\n"


def test_where_transformers_is_not(tmp_path: Path) -> None:
    hide = "import sys; sys.modules['transformers'] = None; import zero_to_cad; import transformers"
    done = run(hide, tmp_path)
    assert "ModuleNotFoundError" in done.stderr


def test_twice_is_once() -> None:
    before = list(sys.meta_path)
    without_torchvision.install()
    assert sys.meta_path == before


@pytest.mark.parametrize("processor", [None, SimpleNamespace()])
def test_another_transformers_is_left_alone(processor: object) -> None:
    module = ModuleType("any")
    module.__dict__["Qwen3VLProcessor"] = processor
    without_torchvision.cure(module)
    assert module.__dict__["Qwen3VLProcessor"] is processor
