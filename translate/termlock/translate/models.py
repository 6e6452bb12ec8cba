"""The models that are known to work, and where the weights of a model lie on this machine.

The network is used only by ``fetch``, and only for a name that is neither a folder nor in the hub's
cache. Weights are safetensors: pickled weights, which can run code, are never downloaded or read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from termlock.glossary.errors import InputError

WANTED = ["*.json", "*.safetensors", "*.spm", "*.model", "*.txt"]  # the files of a model that are downloaded
_PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_CONVERTER = "SFconvertbot"  # the hub's own account that offers safetensors for models that lack them
STARTER = "starter"  # the name of the packaged model
_ALL = (("en", "ar"), ("en", "he"), ("ar", "en"), ("he", "en"), ("ar", "he"), ("he", "ar"))


@dataclass(frozen=True, slots=True)
class Model:
    """A known model: what it translates, what its licence asks, how much it downloads (megabytes)."""

    name: str
    family: str
    directions: tuple[tuple[str, str], ...]
    licence: str
    megabytes: int
    note: str = ""

    @property
    def commercial(self) -> bool:
        """Whether the licence allows commercial use."""
        return "-NC" not in self.licence


_NOT_COMMERCIAL = "not for commercial use; attribution required"

CATALOGUE: tuple[Model, ...] = (
    Model(STARTER, "starter", _ALL, "CC0-1.0", 17, "packaged: needs no download, for trying things out"),
    Model("Helsinki-NLP/opus-mt-en-ar", "marian", (("en", "ar"),), "Apache-2.0", 310),
    Model("Helsinki-NLP/opus-mt-en-he", "marian", (("en", "he"),), "Apache-2.0", 310),
    Model("Helsinki-NLP/opus-mt-ar-en", "marian", (("ar", "en"),), "Apache-2.0", 310),
    Model("Helsinki-NLP/opus-mt-ar-he", "marian", (("ar", "he"),), "Apache-2.0", 310),
    Model("Helsinki-NLP/opus-mt-he-ar", "marian", (("he", "ar"),), "Apache-2.0", 310),
    Model(
        "Helsinki-NLP/opus-mt-tc-big-en-ar",
        "marian",
        (("en", "ar"),),
        "CC-BY-4.0",
        480,
        "better and slower than opus-mt-en-ar; attribution required",
    ),
    Model(
        "Helsinki-NLP/opus-mt-tc-big-he-en",
        "marian",
        (("he", "en"),),
        "CC-BY-4.0",
        480,
        "attribution required",
    ),
    Model("facebook/nllb-200-distilled-600M", "nllb", _ALL, "CC-BY-NC-4.0", 2460, _NOT_COMMERCIAL),
    Model("facebook/nllb-200-distilled-1.3B", "nllb", _ALL, "CC-BY-NC-4.0", 5480, _NOT_COMMERCIAL),
    Model("facebook/m2m100_418M", "m2m100", _ALL, "MIT", 1940),
    Model("facebook/m2m100_1.2B", "m2m100", _ALL, "MIT", 4960),
    Model("google/madlad400-3b-mt", "t5", _ALL, "Apache-2.0", 11800, "slow on a CPU"),
)


def known(name: str) -> Model | None:
    """The catalogue's entry for ``name``."""
    return next((m for m in CATALOGUE if m.name == name), None)


def complete(folder: Path) -> bool:
    """Whether the folder holds a configuration and all its safetensors weights."""
    import json

    if not (folder / "config.json").is_file():
        return False
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return (folder / "model.safetensors").is_file()
    try:
        shards = set(json.loads(index.read_bytes())["weight_map"].values())
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return all((folder / shard).is_file() for shard in shards)


def cached(name: str) -> Path | None:
    """The folder in the hub's cache that holds the model ``name``; ``None`` if it is not there.

    Looks at files only, never at the network. The packaged model is always there.
    """
    if name == STARTER:
        return locate(name)
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    store = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=name, repo_type="model")
    main = store / "refs" / "main"
    newest = sorted(store.glob("snapshots/*"), key=lambda p: p.stat().st_mtime, reverse=True)
    preferred = [store / "snapshots" / main.read_text().strip()] if main.is_file() else []
    return next((folder for folder in [*preferred, *newest] if complete(folder)), None)


def locate(name: str) -> Path:
    """The folder of the model ``name``: a folder of that name, the hub's cache, else a download.

    Raises:
        InputError: no such folder, no such model, no safetensors weights, or no network.
    """
    if name == STARTER:
        from termlock.translate import starter

        return starter.folder("starter")
    folder = Path(name).expanduser()
    if folder.is_dir():
        _check(folder, name)
        return folder
    if folder.exists():
        raise InputError(name, "is a file, not a model folder", "name the folder that holds config.json")
    if name.startswith((".", "/", "~", "\\")) or name.count("/") > 1:
        raise InputError(name, "no such folder", "check the path")
    _check_name(name)
    return cached(name) or fetch(name)


def fetch(name: str) -> Path:
    """Download the model ``name`` from the hub, or bring its copy in the hub's cache up to date.

    Raises:
        InputError: the hub does not know the model, cannot be reached, or has no safetensors weights.
    """
    from huggingface_hub import HfApi, errors, snapshot_download
    from huggingface_hub.constants import HF_HUB_OFFLINE

    if name == STARTER:
        return locate(name)
    _check_name(name)
    if HF_HUB_OFFLINE:
        remedy = "unset it and run tk models get, or name a model folder"
        raise InputError(name, "is not cached and HF_HUB_OFFLINE is set", remedy)
    try:
        folder = Path(snapshot_download(name, allow_patterns=WANTED))
        if not complete(folder):
            offers = HfApi().get_repo_discussions(
                name, author=_CONVERTER, discussion_type="pull_request", discussion_status="open"
            )
            if offer := next((o for o in offers if o.author == _CONVERTER), None):
                folder = Path(snapshot_download(name, revision=offer.git_reference, allow_patterns=WANTED))
    except errors.GatedRepoError:
        remedy = "accept its terms on the hub and log in with: hf auth login"
        raise InputError(name, "the model hub asks for an agreement", remedy) from None
    except errors.RepositoryNotFoundError:
        raise InputError(name, "the model hub does not know it", "see tk models list") from None
    except (errors.LocalEntryNotFoundError, errors.HfHubHTTPError, OSError) as error:
        if isinstance(error, OSError) and error.errno and error.filename:
            raise InputError(str(error.filename), (error.strerror or "").lower(), "free the disk") from None
        remedy = "run tk models get where there is a network, or name a model folder"
        raise InputError(name, "is not cached and the model hub cannot be reached", remedy) from None
    _check(folder, name)
    return folder


def _check_name(name: str) -> None:
    """Refuse what cannot be the name of a model on the hub."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils._validators import validate_repo_id

    try:
        validate_repo_id(name)
    except HFValidationError:
        raise InputError(name, "is neither a folder nor a model name", "see tk models list") from None


def _check(folder: Path, name: str) -> None:
    """Refuse what is no model, and what has only pickled weights."""
    if not (folder / "config.json").is_file():
        raise InputError(name, "is no model: it has no config.json", "name the folder that holds config.json")
    if complete(folder):
        return
    pickled = any(path for pattern in _PICKLED for path in folder.glob(pattern))
    problem = "has pickled weights only, which can run code" if pickled else "lacks safetensors weights"
    remedy = "convert it once where you trust it: AutoModelForSeq2SeqLM.from_pretrained(…).save_pretrained(…)"
    raise InputError(name, problem, remedy)


def fingerprint(folder: Path) -> str:
    """The hash of a model's files: the commit for a folder of the hub's cache, else of the contents."""
    import hashlib

    if folder.parent.name == "snapshots":
        return folder.name
    digest = hashlib.sha256()
    for file in sorted(p for pattern in WANTED for p in folder.glob(pattern)):
        with file.open("rb") as stream:
            digest.update(f"\0{file.name}\0".encode() + hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
