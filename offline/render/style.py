"""The style sheet of the HTML report; colours are checked for contrast on both backgrounds."""

CSS = """
:root { color-scheme: light dark; --ink: #1f2328; --paper: #fff; --quiet: #59636e; --line: #d1d9e0; --soft: #f6f8fa;
  --green: #116329; --yellow: #7d4e00; --magenta: #8250df; --red: #cf222e; --blue: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --quiet: #9198a1; --line: #3d444d;
  --soft: #151b23; --green: #3fb950; --yellow: #d29922; --magenta: #ab7df8; --red: #f85149; --blue: #4493f8; } }
body { margin: 0 auto; max-width: 70rem; padding: 1rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", sans-serif; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
small { color: var(--quiet); font-weight: normal; }
.notice { border-left: 4px solid var(--blue); background: var(--soft); padding: .6rem 1rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: .8rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { background: var(--soft); } td:first-child { white-space: nowrap; }
td:nth-child(2):nth-last-child(3) { white-space: nowrap; } td:nth-child(3):nth-last-child(2) { width: 38%; }
td:nth-child(4):nth-last-child(1) { width: 40%; }
code { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: .92em; }
summary { cursor: pointer; } .tree { margin-left: 1.2rem; } section > .tree { margin-left: 0; }
.tree .leaf { margin-left: 2.2rem; } .tree .leaf b { font-weight: 500; color: var(--quiet); }
.create { color: var(--green); } .change, .medium { color: var(--yellow); } .replace { color: var(--magenta); }
.remove, .critical, .high { color: var(--red); } .low, .deferred { color: var(--blue); }
.replace, .critical { font-weight: 700; }
"""
