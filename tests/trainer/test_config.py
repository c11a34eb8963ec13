"""Settings: read from the environment, named when they are wrong, keys made once and kept private."""

import stat
from pathlib import Path

import pytest

from trainer.config import BadSetting, Config


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    config = Config.from_environment(
        {"TRAINER_DATA_DIR": str(tmp_path), "TRAINER_PORT": "9000", "TRAINER_SECURE_COOKIES": "yes"}
    )
    assert (config.port, config.secure_cookies) == (9000, True)
    assert config.database_url == f"sqlite:///{tmp_path / 'trainer.db'}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRAINER_PORT", "many"),
        ("TRAINER_PORT", "65536"),
        ("TRAINER_SECURE_COOKIES", "perhaps"),
        ("TRAINER_THREADS", "1.5"),
        ("TRAINER_THREADS", "0"),
        ("TRAINER_DEFAULT_TRAVEL_MINUTES", "-1"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Config.from_environment({"TRAINER_DATA_DIR": str(tmp_path), name: value})


def test_keys_are_made_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    first = Config(data_dir=tmp_path).with_keys()
    again = Config(data_dir=tmp_path).with_keys()
    assert (first.secret_key, first.data_key) == (again.secret_key, again.data_key)
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert len(first.data_key_bytes()) == 32


@pytest.mark.parametrize("content", ["", "[]", '{"secret_key": "s"}'])
def test_a_damaged_key_file_is_named_and_kept(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(BadSetting, match=r"keys\.json"):
        Config(data_dir=tmp_path).with_keys()
    assert (tmp_path / "keys.json").read_text() == content


def test_a_short_data_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="TRAINER_DATA_KEY"):
        Config(data_dir=tmp_path, secret_key="s", data_key="abc").data_key_bytes()


def test_keys_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path).with_keys()
    assert config.secret_key not in repr(config)
    assert config.data_key not in repr(config)
