"""The example of docs/formats.md is one that works."""

from pathlib import Path

from relaytui.formats.load import check_format

DOCS = Path(__file__).parents[2] / "docs" / "formats.md"


def test_the_example_works(tmp_path: Path) -> None:
    text = DOCS.read_text().partition("```yaml\n")[2].partition("```")[0]
    assert text.startswith("name: my-policyd")
    path = tmp_path / "my-policyd.yaml"
    path.write_text(text)
    assert check_format(path).problems == []
    path.write_text(text.replace("count: '31'", "count: '32'"))
    assert "count is 31 and not 32" in check_format(path).problems[0].words
