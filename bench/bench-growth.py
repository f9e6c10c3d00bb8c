#!/usr/bin/python3
"""The rows of a table of tools/bench that were measured at several sizes, side by side:  bench-growth.py TABLE N [N …]"""
import re
import sys

sizes = [f"{int(a):,}" for a in sys.argv[2:]]
rows = {}
with open(sys.argv[1], encoding="utf-8") as f:
    for line in f:
        parts = re.match(r"(.*?)\s+(-?\d+\.\d{3}\s.*)", line)
        if not parts:
            continue
        work, figures = parts[1], parts[2].split()
        size = next((s for s in sizes if re.search(rf"(?<![\d,]){s}(?![\d,])", work)), None)
        if size is None:
            continue
        key = re.sub(r" \(N\)", "", work.replace(size, "N")).strip()
        unit = next((w for w in figures if w.isalpha() or "/" in w), "")
        rows.setdefault((key, unit), {})[size] = float(figures[0])
print()
print(f"{'growth of our own figures':<52} " + " ".join(f"{s:>11}" for s in sizes) + "  unit    last : first")
for (key, unit), values in rows.items():
    if len(values) == len(sizes):
        first, last = values[sizes[0]], values[sizes[-1]]
        print(f"{key:<52} " + " ".join(f"{values[s]:11.3f}" for s in sizes) + f"  {unit:<7} {last / first if first else 0:8.2f}")
