"""The looks of a report's page, and what it may do: nothing but look."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d5dae1; --back: #fff;
  --bar: #2f6fb3; --bad: #b3402f; --good: #2f8f5b; }
@media (prefers-color-scheme: dark) { :root { --ink: #dfe5ec; --soft: #93a0b0; --line: #36404d;
  --back: #14181d; --bar: #6aa5e0; --bad: #e07a6a; --good: #6ac795; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--back);
  margin: 1.5rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.35rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
p { color: var(--soft); margin: .2rem 0; overflow-wrap: anywhere; }
.cards { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
.card { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem; }
.card b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: right; padding: .15rem .6rem; border-bottom: 1px solid var(--line);
  font-variant-numeric: tabular-nums; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
td:first-child, th:first-child, .text { text-align: left; }
td.text, td:first-child { white-space: normal; overflow-wrap: anywhere; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 11px; }
.bar { fill: var(--bar); } .bad { fill: var(--bad); } .good { fill: var(--good); }
.axis { stroke: var(--line); }
"""
