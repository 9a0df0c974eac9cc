"""What the documents say is what the program does."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_json_docs_are_made_from_the_struct(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "make_json_docs.py", tmp_path], check=True)
    for name in ("json.md", "event.schema.json", "report.schema.json"):
        assert (ROOT / "docs" / name).read_text() == (tmp_path / name).read_text(), (
            f"docs/{name} is old: run tools/make_json_docs.py"
        )


def test_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text()):
        assert (ROOT / target).exists(), target
