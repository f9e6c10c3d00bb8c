#!/usr/bin/python3
"""What every file of the house keeps: licence line, no machine's paths, translations well-formed and complete, pages that name every room."""
import os
import re
import subprocess
import sys

root = os.environ["TW_SOURCE_ROOT"]
os.chdir(root)
count = failed = 0


def report(name, problems):
    global count, failed
    count += 1
    failed += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {count} /house/papers/{name}")
    for p in problems[:12]:
        print(f"# {p}")


def walk(*tops):
    for top in tops:
        for folder, _, names in os.walk(top):
            if "__pycache__" in folder:
                continue
            for n in names:
                yield os.path.join(folder, n)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


c_files = [p for p in walk("src", "tests", "bench") if p.endswith((".c", ".h"))]
report("licence-line", [p for p in c_files if "SPDX-License-Identifier: GPL-3.0-or-later" not in read(p)[:300]])
report("one-subject-a-file", [f"{p}: {n} lines" for p in c_files if p.startswith("src/") and "table" not in p
                              for n in [read(p).count("\n")] if n > 900])

texts = [p for p in walk("src", "tests", "bench", "tools", "docs", "ui", "help", "data") if not p.endswith((".png", ".gz", ".xz", ".zst", ".db"))]
texts += [p for p in ("README.md", "meson.build", ".ci/run") if os.path.exists(p)]
machine = re.compile(r"(?<![\w.])/(work|farm|home/[a-z]+)/|deb\.debian" + r"\.org|registry\.npm" + r"js")
report("no-machine-paths", [f"{p}: {m.group(0)}" for p in texts for m in [machine.search(read(p))] if m and "test-papers" not in p])

architecture = read("docs/architecture.md") if os.path.exists("docs/architecture.md") else ""
rooms = [d for d in sorted(os.listdir("src")) if os.path.isdir("src/" + d)]
for floor in rooms:
    rooms_of = [f"{floor}/{d}" for d in sorted(os.listdir("src/" + floor)) if os.path.isdir(f"src/{floor}/{d}")]
    report(f"architecture-names-{floor}", [r for r in [floor] + rooms_of if f"src/{r}/" not in architecture])

def ids_of(heading):
    """R01–R03, R07 → R01 R02 R03 R07"""
    for letter, first, last in re.findall(r"\b([A-Z])(\d\d)(?:–[A-Z](\d\d))?", heading):
        yield from (f"{letter}{n:02}" for n in range(int(first), int(last or first) + 1))


tests = [read(p) for p in walk("tests") if p.endswith((".c", ".py", ".h", ".sh", ".build"))]
# A program may put its tests' names together: ADD ("name", …) with #define ADD(path, …) … "/floor/room/" path
made = {'"' + before + name for text in tests for before in re.findall(r'"(/[^"\n]+/)" path\b', text)
        for name in re.findall(r'\bADD \("([^"]+)"', text)}
tests = "\n".join([*tests, *made])


def proofs_of(name, cell):
    """A cell that says what shows something: paths of tests as tests print them, or files. Gives what is wrong with it."""
    proofs = re.findall(r"`([^`]+)`", cell)
    wrong = [f"{name}: {p} does not exist" for p in proofs
             if not (f'"{p}' in tests or f"{p} " in tests if p.startswith("/") else os.path.exists(p))]
    return wrong if proofs else [f"{name}: nothing shows it"]


problems = []
for section in re.split(r"^## ", read("docs/catalogue.md"), flags=re.M)[1:]:
    heading, _, body = section.partition("\n")
    rows = re.findall(r"^\| ([A-Z]\d\d) \|(.*)\|(.*)\|$", body, flags=re.M)
    named = [r[0] for r in rows]
    problems += [f"{i} has no row" for i in ids_of(heading) if i not in named]
    problems += [f"{i} is not in its heading, or twice" for i in named if i not in ids_of(heading) or named.count(i) > 1]
    for i, _, proof in rows:
        problems += proofs_of(i, proof)
report("catalogue", problems)

# The tables of docs/proof: each row has its three cells, and what shows it exists. Only what is openly not there needs no test.
problems = []
for page in sorted(p for p in walk("docs/proof") if not p.endswith("README.md")):
    tables = 0
    for number, line in enumerate(read(page).splitlines(), 1):
        if not line.startswith("|"):
            continue
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells == ["What is asked", "Where it is", "Shown by"]:
            tables += 1
        elif len(cells) != 3 or not tables or not all(cells):
            problems.append(f"{page}:{number}: not a row of a table What is asked, Where it is, Shown by")
        elif set("".join(cells)) - set("-: ") and not cells[2].startswith("not yet: "):
            problems += proofs_of(f"{page}:{number}", cells[2])
    problems += [] if tables else [f"{page}: no table"]
report("proof", problems)

numbers = [n[:4] for n in os.listdir("docs/decisions")]
report("decisions-have-their-own-number", sorted(n for n in set(numbers) if numbers.count(n) > 1))
readme = read("README.md")
report("readme", [w for w in ("./tools/run", "./tools/test") if w not in readme] +
       [m for m in re.findall(r"\]\(([^)#:]+)\)", readme) if not os.path.exists(m)])
report("tools-can-be-run", [p for p in walk("tools") if not os.access(p, os.X_OK) and read(p).startswith("#!")])

for language in ("fr", "ar"):
    r = subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", f"po/{language}.po"], capture_output=True, text=True)
    report(f"translations-{language}-are-well-formed", (r.stdout + r.stderr).splitlines() if r.returncode else [])
r = subprocess.run(["tools/update-po", "--check"], capture_output=True, text=True)
report("translations-complete", (r.stdout + r.stderr).splitlines() if r.returncode else [])
print(f"1..{count}")
sys.exit(1 if failed else 0)
