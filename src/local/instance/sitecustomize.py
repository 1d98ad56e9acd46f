"""Lets gcsfs up to 0.8.0 find the local cloud by STORAGE_EMULATOR_HOST, as later releases do: Google's address is written into it.

The local cloud puts this folder first on PYTHONPATH, so Python runs this file as it starts. Nothing but that gcsfs is
changed, and a sitecustomize of the user's own runs as it would without this one.
"""

import importlib.machinery
import importlib.util
import os
import sys

GOOGLE = "https://www.googleapis.com/"


def run_next():
    here = os.path.dirname(os.path.abspath(__file__))
    others = [folder for folder in sys.path if os.path.abspath(folder or os.curdir) != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = sys.modules["sitecustomize"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


class Finder:
    """Found as always; only what is done once it has run is added."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path) if name == "gcsfs.core" else None
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                adapt(module)

            spec.loader.exec_module = exec_module
        return spec


def adapt(core):
    files = getattr(core, "GCSFileSystem", None)
    base = getattr(files, "base", None)
    if not isinstance(base, str) or not base.startswith(GOOGLE) or not hasattr(files, "_get_args"):
        return  # A release that looks at the variable itself.
    local = os.environ["STORAGE_EMULATOR_HOST"].rstrip("/") + "/"
    get_args, url, connect = files._get_args, files.url, files.connect

    def to_local(address):
        return local + address[len(GOOGLE) :] if address.startswith(GOOGLE) else address

    files.base = to_local(base)
    files.url = classmethod(lambda cls, path: to_local(url(path)))
    files._get_args = lambda self, path, *args, **kwargs: get_args(self, to_local(path), *args, **kwargs)
    # The local cloud asks for no credentials, and Google's must not be looked for.
    files.connect = lambda self, method=None: connect(self, method="anon")


if os.environ.get("STORAGE_EMULATOR_HOST", "").startswith("http"):
    sys.meta_path.insert(0, Finder)
run_next()
