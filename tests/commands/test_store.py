"""``store backup`` and ``store restore``, as a person runs them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.decision.store import open_store
from tests.support.store import event

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, beside a store of one event that the environment names."""
    with open_store(tmp_path / "数据 %20?", now=NOW) as store, store.write() as work:
        work.append(event(work))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FUND_STORE", str(tmp_path / "数据 %20?"))
    return tmp_path


def test_a_store_is_backed_up_and_restored(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "backup", "备份 #1?.sqlite3"]) == 0
    assert "审计记录 1 条" in capsys.readouterr().out
    restore = ["store", "restore", "备份 #1?.sqlite3", "--store", str(there / "new"), "--json"]
    assert main(restore) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["events"], told["kept_before"]) == (1, "")
    assert main(restore) == 4
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "store.not_empty"
    assert main([*restore, "--force"]) == 0
    assert Path(json.loads(capsys.readouterr().out)["kept_before"]).exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_done_is_said(
    there: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (there / "taken").write_text("x")
    for command, said in (
        (["backup", "taken"], {"zh": "已存在", "en": "exists already"}),
        (["backup", "none/here/b"], {"zh": "不可写", "en": "cannot be written"}),
        (["restore", "taken"], {"zh": "不是完好的备份", "en": "not a whole backup"}),
        (["restore", "none"], {"zh": "没有备份文件", "en": "no backup"}),
        (["backup", "b", "--store", "mysql://u:secret@h/d"], {"zh": "地址", "en": "address"}),
    ):
        assert main(["store", *command, "--lang", lang]) == 4
        heard = capsys.readouterr()
        assert said[lang] in heard.err
        assert not heard.out
        assert "secret" not in heard.err
    assert (there / "taken").read_text() == "x"
