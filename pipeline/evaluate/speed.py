"""Speed on this machine: the bare encoder, all heads, what loading costs, and the zero-shot way beside them.

What is compared is measured in turns and by medians, so that other work on the machine slows both alike.
"""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from itertools import cycle, permutations
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from ..encoder import Model
from ..train.corpora import Example, newsmtsc
from ..types import Span

log = logging.getLogger(__name__)

# The sizes of facebook/bart-large-mnli (Lewis and others, ACL 2020), the usual zero-shot classifier (Yin and others,
# EMNLP 2019).
BART_LARGE = {
    "vocab_size": 50265,
    "d_model": 1024,
    "encoder_layers": 12,
    "decoder_layers": 12,
    "encoder_attention_heads": 16,
    "decoder_attention_heads": 16,
    "encoder_ffn_dim": 4096,
    "decoder_ffn_dim": 4096,
}
_HYPOTHESES = 18  # a sentence: 15 frames, and the stance toward 3 entities
_HYPOTHESIS = "This text speaks of crime and punishment."
_CLOSING = 2  # BART's id of what ends a text
_MEMORY_SENTENCES = 200


def scores(
    model: Model,
    folder: Path,
    *,
    sentences: int = 400,
    rounds: int = 5,
    zero_shot: Mapping[str, int] | None = BART_LARGE,
    zero_shot_sentences: int = 2,
) -> list[dict[str, Any]]:
    """Return sentences a second, seconds to load, megabytes of memory and on disk, and the zero-shot way's cost.

    All heads are those that the model has, for each target that NewsMTSC marks. `zero_shot` gives the sizes of
    a BART classifier with random weights, which takes as long as a trained one; it is left out without torch.
    Only a Parallax model encodes once for all heads: for any other there is nothing to compare, and no row.
    """
    if not isinstance(model, Model):
        log.info("speed: left out, since %s is no Parallax model", type(model).__name__)
        return []
    examples = (newsmtsc(folder, "rw_dev") + newsmtsc(folder, "mt_dev"))[:sentences]
    rows = throughput(model, examples, rounds=rounds) + fresh(model, [ex.text for ex in examples]) + sizes(model)
    if zero_shot and find_spec("torch"):
        rows += beside_zero_shot(model, examples, zero_shot, times=zero_shot_sentences)
    return [{"benchmark": "speed", **row} for row in rows]


def throughput(model: Model, examples: Sequence[Example], *, rounds: int) -> list[dict[str, Any]]:
    """Return sentences a second of the encoder and of all heads, medians of `rounds` turns, and their ratio."""
    texts = [ex.text for ex in examples]
    model.encode(texts[:64])  # the first pass of each shape is slower
    taken = in_turns({"encoder": lambda: model.encode(texts), "heads": lambda: all_heads(model, examples)}, rounds)
    rates = {name: [len(texts) / seconds for seconds in found] for name, found in taken.items()}
    shares = [heads / encoder for encoder, heads in zip(rates["encoder"], rates["heads"], strict=True)]
    full = f"encoder and all heads ({', '.join(sorted(model.heads))})"
    return [
        {"set": "encoder alone", "metric": "sentences a second", "n": len(texts), "score": median(rates["encoder"])},
        {"set": full, "metric": "sentences a second", "n": len(texts), "score": median(rates["heads"])},
        {"set": full, "metric": "share of the bare encoder's speed", "n": len(texts), "score": median(shares)},
    ]


def all_heads(model: Model, examples: Sequence[Example]) -> dict[str, int]:
    """Encode once and run each head that the model has; return how many rows each gave.

    Relations go from the author and from each other target to each target.
    """
    encoded = model.encode([ex.text for ex in examples])
    targets = [(sent, span) for sent, ex in zip(encoded, examples, strict=True) for span, _ in ex.stances]
    pairs: list[tuple[Any, Span | None, Span]] = [(sent, None, span) for sent, span in targets]
    for sent, ex in zip(encoded, examples, strict=True):
        pairs += [(sent, holder, span) for holder, span in permutations((span for span, _ in ex.stances), 2)]
    sents, spans = [sent for sent, _ in targets], [span for _, span in targets]
    heads: dict[str, Callable[[], Any]] = {
        "stance": lambda: model.stance_of(sents, spans),
        "relation": lambda: model.relations_of(
            [s for s, _, _ in pairs], [h for _, h, _ in pairs], [t for *_, t in pairs]
        ),
        "frame": lambda: model.frames_of(encoded),
        "role": lambda: model.roles_of(sents, spans),
        "loaded": lambda: model.loaded_of(encoded),
        "attribution": lambda: model.attributions_of(encoded),
    }
    return {name: len(run()) for name, run in heads.items() if name in model.heads}


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Run the works one after another, `rounds` times over; return the seconds of each run."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - began)
    return taken


# In a process of its own, which loads nothing but the model: its seconds, and the largest memory it held. On Linux
# that is VmHWM, since ru_maxrss there begins with what the parent held.
_FRESH = """
import json, sys, time
asked = json.load(sys.stdin)
began = time.perf_counter()
from pipeline.encoder import load_model
model = load_model(asked["folder"], threads=asked["threads"])
loaded = time.perf_counter() - began
texts = asked["texts"]
encoded, spans = model.encode(texts), [(0, len(text)) for text in texts]
heads = {
    "stance": lambda: model.stance_of(encoded, spans),
    "relation": lambda: model.relations_of(encoded, [None] * len(spans), spans),
    "frame": lambda: model.frames_of(encoded),
    "role": lambda: model.roles_of(encoded, spans),
    "loaded": lambda: model.loaded_of(encoded),
    "attribution": lambda: model.attributions_of(encoded),
}
for name in model.heads & heads.keys():
    heads[name]()
try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
except FileNotFoundError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"seconds": loaded, "bytes": peak}))
"""


def fresh(model: Model, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return seconds to import and load the model, and peak memory after up to 200 sentences, in a fresh process."""
    texts = list(texts[:_MEMORY_SENTENCES])
    asked = json.dumps({"folder": str(model.folder.resolve()), "threads": model.threads, "texts": texts})
    done = subprocess.run(
        [sys.executable, "-c", _FRESH],
        input=asked,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found = json.loads(done.stdout)
    return [
        {"set": "import and load", "metric": "seconds", "n": 1, "score": found["seconds"]},
        {"set": "peak memory, all heads", "metric": "MB", "n": len(texts), "score": found["bytes"] / 1e6},
    ]


def sizes(model: Model) -> list[dict[str, Any]]:
    """Return the size of each file of the model, in MB of a million bytes."""
    files = sorted(model.card["sha256"])
    return [
        {"set": file, "metric": "MB", "n": 1, "score": (model.folder / file).stat().st_size / 1e6} for file in files
    ]


def beside_zero_shot(
    model: Model, examples: Sequence[Example], config: Mapping[str, int], *, times: int
) -> list[dict[str, Any]]:
    """Return the zero-shot way's seconds a sentence, one sentence after each run of ours, and the ratio to ours."""
    classify = zero_shot_classifier(model, [ex.text for ex in examples[:times]], config)
    taken = in_turns({"ours": lambda: all_heads(model, examples), "zero-shot": classify}, times)
    ours, theirs = median(taken["ours"]) / len(examples), median(taken["zero-shot"])
    name = f"zero-shot, {_HYPOTHESES} hypotheses a sentence"
    return [
        {"set": name, "metric": "seconds a sentence", "n": times, "score": theirs},
        {"set": name, "metric": "times as long as all heads", "n": times, "score": theirs / ours},
    ]


def zero_shot_classifier(
    model: Model, texts: Sequence[str], config: Mapping[str, int]
) -> Callable[[], tuple[int, ...]]:
    """Return what classifies the next of `texts` at each call, round and round, and gives its logits' shape.

    Tokens are random ids, as many as `model` has for sentence and hypothesis. float32, the model's threads.
    """
    import torch
    from transformers import BartConfig, BartForSequenceClassification

    torch.set_num_threads(model.threads)
    network = BartForSequenceClassification(BartConfig.from_dict({**config, "num_labels": 3}))
    network.train(False)
    rng = np.random.default_rng(1)
    encoded = model.encode([f"{text} {_HYPOTHESIS}" for text in texts])
    lengths = cycle([len(sent.states) + 2 for sent in encoded])  # with what opens and closes

    def classify() -> tuple[int, ...]:
        ids = rng.integers(10, config["vocab_size"], (_HYPOTHESES, next(lengths)))  # the first ten have other uses
        ids[:, -1] = _CLOSING
        with torch.inference_mode():
            return tuple(network(input_ids=torch.from_numpy(ids)).logits.shape)

    return classify
