"""Every setting is explained to those who run lendlib."""

import re
from dataclasses import fields

from config import Config
from tests.house.files import ROOT

SETTING = re.compile(r"LENDLIB_[A-Z0-9_]+[A-Z]")


def test_readme_and_settings_page_name_every_setting_and_no_other() -> None:
    settings = {setting.metadata["setting"] for setting in fields(Config)}
    pages = [ROOT / "README.md", ROOT / "docs" / "settings.md"]
    named = {name for page in pages if page.exists() for name in SETTING.findall(page.read_text())}
    assert named == settings
