"""Coverage-guided fuzzing: python -m tests.fuzz TARGET [--seconds N] [--corpus FOLDER]. Needs the extra `fuzz`.

What it finds is mended, and the input is kept, made small, in `tests/fuzz/found/TARGET/`, which the tests read.
"""

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["importers", "store", "locales"], enable_loader_override=False):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    corpus = [str(options.corpus)] if options.corpus else []
    found = Path(__file__).parent / "found" / options.target
    settings = [f"-max_total_time={options.seconds}", "-max_len=2000", "-timeout=10", "-rss_limit_mb=1500"]
    atheris.Setup([sys.argv[0], *settings, *corpus, *([str(found)] if found.is_dir() else [])], TARGETS[options.target])
    atheris.Fuzz()
