"""The training run: from settings to a folder that transformers and vLLM load as it is."""

from __future__ import annotations

import json
import math
import os
import shutil
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from zero_to_cad.dataset import LocalSplit, Sample
from zero_to_cad.errors import ConfigError
from zero_to_cad.training.checkpoint import complete_folder, last_checkpoint
from zero_to_cad.training.collator import Collator
from zero_to_cad.training.config import TrainingConfig
from zero_to_cad.training.examples import Examples, Order, Stream
from zero_to_cad.training.journal import Journal, Told
from zero_to_cad.training.loading import (
    copy_beside_weights,
    import_transformers,
    load_model,
    load_processor,
    local_folder,
)
from zero_to_cad.training.loss import token_mean
from zero_to_cad.training.preflight import check, check_stream, open_training, prompt_length
from zero_to_cad.training.trial import Trial

RUN = "run"
SETTINGS = "settings.json"
LAYERS = ["Qwen3VLTextDecoderLayer", "Qwen3VLVisionBlock"]


@dataclass(frozen=True)
class Trained:
    """What a run came to. figures: of the kept model, see `trial.figures`; empty without validation data."""

    folder: Path
    steps: int
    best_step: int
    figures: dict[str, float]


@dataclass(frozen=True)
class Prepared:
    """Everything a run needs, checked. train: a torch dataset. order: None for a stream. notes: for the person."""

    base: Path
    collator: Collator
    train: Any
    order: Order | None
    validation: tuple[Sample, ...]
    steps: int
    notes: tuple[str, ...]


def prepare(config: TrainingConfig) -> Prepared:
    """The pre-flight check: model, settings and data are there and fit together.

    Raises InputError that names a bad row, ConfigError for settings that contradict each other, UnreadableError for
    a model or data that cannot be read.
    """
    import_transformers()
    base = local_folder(config.model.base)
    collator = Collator(load_processor(base), config.data.max_length)
    split = open_training(config.data.train, config.data.train_split)
    if isinstance(split, LocalSplit):
        checked = check(split, collator, config.data.check_pictures)
        rows = len(checked.kept)
        steps = math.ceil(config.optimiser.epochs * rows / config.optimiser.batch)
        order = Order(rows, steps * config.optimiser.batch, config.run.seed)
        train: Any = Examples(split, checked.kept)
        notes = (
            f"{rows} samples to train on, the longest of {checked.longest} tokens; "
            f"{checked.too_long} left out for being longer than {config.data.max_length}.",
        )
    else:
        if not config.data.streamed_samples:
            raise ConfigError(f"{config.data.train} is streamed: say in data.streamed_samples how many it holds.")
        check_stream(split, collator, config.data.check_pictures)
        room = config.data.max_length - prompt_length(next(iter(split)), collator)
        steps = math.ceil(config.optimiser.epochs * config.data.streamed_samples / config.optimiser.batch)
        order = None
        train = _iterable(Stream(split, collator, room, config.run.seed))
        notes = (f"{config.data.streamed_samples} samples, streamed.",)
    validation: tuple[Sample, ...] = ()
    if config.data.validation:
        some = open_training(config.data.validation, config.data.validation_split)
        validation = tuple(islice(some, config.evaluation.samples))
    return Prepared(base, collator, train, order, validation, steps, (*notes, f"{steps} steps."))


def train(config: TrainingConfig, out: Path | str, *, resume: bool = False, told: Told | None = None) -> Trained:
    """Train, and leave the best model in `out`, the log and the checkpoints in `out/run`.

    Under torchrun every process calls this. With `resume` a run that was cut off goes on at its last whole checkpoint,
    step for step as if nothing had happened. `told` hears every line of the log, in the first process.

    Raises as `prepare` does, and ConfigError when `out` exists (without `resume`), holds a finished model, or was
    begun with other settings.
    """
    out = Path(out).expanduser().absolute()
    run = out / RUN
    check_start(config, out, resume)
    prepared = prepare(config)
    arguments = _arguments(config, prepared, run)
    first = arguments.process_index == 0
    if first:
        run.mkdir(parents=True, exist_ok=True)
        (run / SETTINGS).write_text(config.model_dump_json(indent=2) + "\n", encoding="utf-8")
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    checkpoint = last_checkpoint(run, processes) if resume else None
    step = int(checkpoint.name.rpartition("-")[2]) if checkpoint else 0
    from zero_to_cad.training.loop import ProgramTrainer

    trainer = ProgramTrainer(
        model=load_model(prepared.base, config.model),
        arguments=arguments,
        train=prepared.train,
        order=prepared.order,
        trial=Trial(prepared.validation, prepared.collator, config.evaluation),
        journal=Journal(run, step, told) if first else None,
        run=run,
    )
    trainer.compute_loss_func = token_mean
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    best_step, figures = trainer.finish()
    if first:
        _write_final(config, prepared.base, run / "best", out, arguments.bf16)
    trainer.accelerator.wait_for_everyone()
    return Trained(out, prepared.steps, best_step, figures)


def check_start(config: TrainingConfig, out: Path, resume: bool) -> None:
    """Raise ConfigError when a run cannot start, or go on, in this folder."""
    if not out.exists():
        return
    if not resume:
        raise ConfigError(f"{out} exists: name a new folder, or use --resume to go on with the run in it.")
    if (out / "config.json").exists():
        raise ConfigError(f"{out} holds a finished model: there is nothing to resume.")
    settings = out / RUN / SETTINGS
    if not settings.is_file():
        return
    before = json.loads(settings.read_text(encoding="utf-8"))
    for section, values in json.loads(config.model_dump_json()).items():
        for key, value in values.items():
            if before[section].get(key) != value:
                raise ConfigError(
                    f"The run in {out} was begun with {section}.{key} = {before[section].get(key)!r}, not {value!r}: "
                    "resume it with its own settings."
                )


def _arguments(config: TrainingConfig, prepared: Prepared, run: Path) -> Any:
    """The Trainer's arguments. Joins the other processes when started by torchrun."""
    transformers = import_transformers()
    import torch

    processes = int(os.environ.get("WORLD_SIZE", "1"))
    held = config.run.micro_batch * processes
    if config.optimiser.batch % held:
        raise ConfigError(
            f"optimiser.batch {config.optimiser.batch} cannot be shared by {processes} processes of "
            f"run.micro_batch {config.run.micro_batch}: make it a multiple of {held}."
        )
    gpu = torch.cuda.is_available()
    if config.run.fsdp:
        _check_sharing(gpu)
    return transformers.TrainingArguments(
        output_dir=str(run),
        max_steps=prepared.steps,
        per_device_train_batch_size=config.run.micro_batch,
        gradient_accumulation_steps=config.optimiser.batch // held,
        learning_rate=config.optimiser.learning_rate,
        weight_decay=config.optimiser.weight_decay,
        max_grad_norm=config.optimiser.max_grad_norm,
        lr_scheduler_type="cosine",
        warmup_steps=math.ceil(config.optimiser.warmup * prepared.steps),
        optim="adamw_torch",
        # bf16 is several times slower than fp32 on a CPU without instructions for it.
        bf16=gpu and config.run.precision == "bf16",
        use_cpu=not gpu,
        **_spread(config, processes, gpu),
        # A stream is read by every process, each taking its share.
        accelerator_config={"dispatch_batches": False},
        dataloader_num_workers=config.run.workers,
        dataloader_pin_memory=gpu,
        remove_unused_columns=False,
        seed=config.run.seed,
        save_strategy="steps",
        save_steps=config.run.save_every,
        save_total_limit=config.run.keep,
        eval_strategy="steps" if config.evaluation.every and prepared.validation else "no",
        eval_steps=config.evaluation.every or None,
        logging_steps=1,
        logging_nan_inf_filter=False,
        disable_tqdm=True,
        report_to=[],
    )


def _check_sharing(gpu: bool) -> None:
    if not gpu:
        # accelerate would copy the weights to every process, and say nothing.
        raise ConfigError("run.fsdp shares weights out between GPUs, and there are none: set it to false.")


def _spread(config: TrainingConfig, processes: int, gpu: bool) -> dict[str, Any]:
    """The arguments that say how memory and work are spread."""
    found: dict[str, Any] = {}
    if processes > 1:
        found |= {"ddp_backend": "nccl" if gpu else "gloo", "ddp_find_unused_parameters": False}
    if config.run.fsdp:
        found |= {"fsdp": True, "fsdp_config": {"transformer_layer_cls_to_wrap": LAYERS}}
    if config.run.gradient_checkpointing:
        found |= {"gradient_checkpointing": True, "gradient_checkpointing_kwargs": {"use_reentrant": False}}
    return found


def _write_final(config: TrainingConfig, base: Path, best: Path, out: Path, half: bool) -> None:
    """Put the kept weights and all that goes beside them into `out`, config.json last: until then it is no model."""
    import torch

    transformers = import_transformers()
    if config.model.lora_rank:
        import peft

        adapted = load_model(base, config.model.model_copy(update={"lora_rank": 0}))
        model = peft.PeftModel.from_pretrained(adapted, best).merge_and_unload()
    else:
        model = transformers.Qwen3VLForConditionalGeneration.from_pretrained(best, dtype=torch.float32)
    fresh = out / RUN / ".final"
    shutil.rmtree(fresh, ignore_errors=True)
    (model.to(torch.bfloat16) if half else model).save_pretrained(fresh)
    copy_beside_weights(base, fresh)
    complete_folder(fresh)
    for path in sorted(fresh.iterdir(), key=lambda path: path.name == "config.json"):
        path.replace(out / path.name)
    fresh.rmdir()


def _iterable(stream: Stream) -> Any:
    from torch.utils.data import IterableDataset

    class Endless(IterableDataset):  # type: ignore[misc, type-arg, unused-ignore]
        def __iter__(self) -> Any:
            return iter(stream)

    return Endless()
