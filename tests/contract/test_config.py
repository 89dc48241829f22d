"""Settings: described, bounded, and the same in links, presets and breakages."""

import math

from dlcore.contract import Application, BaseConfig

GROUPS = {"Data", "Model", "Training", "Watching"}


def as_link(config: BaseConfig) -> dict[str, str]:
    return {name: str(value) for name, value in config.differences().items()}


def test_every_setting_is_described_and_bounded(application: Application) -> None:
    settings = {setting.name: setting for setting in application.Config.settings()}
    for setting in settings.values():
        assert setting.description.endswith((".", "?", "!")), setting.name
        assert len(setting.description) > 15, setting.name
        assert setting.group in GROUPS, setting.name
        if setting.kind in ("number", "whole number"):
            assert setting.minimum is not None, setting.name
            assert setting.maximum is not None, setting.name
            assert math.isfinite(setting.minimum), setting.name
            assert math.isfinite(setting.maximum), setting.name
        if setting.kind == "choice":
            assert len(setting.choices) >= 2, setting.name
            assert setting.default in setting.choices, setting.name
        if setting.logarithmic:
            assert setting.minimum is not None, setting.name
            assert setting.minimum > 0, setting.name
        if setting.when:
            other = settings[setting.when.field]
            assert set(setting.when.values) <= set(other.choices or (True, False)), setting.name
        if setting.own:
            assert setting.group == "Data", setting.name


def test_something_may_change_while_it_runs(application: Application) -> None:
    live = [setting for setting in application.Config.settings() if setting.live]
    assert live
    assert "learning_rate" in {setting.name for setting in live} or any("rate" in one.name for one in live)
    assert not any(setting.group in ("Data", "Model") for setting in live)


def test_bounds_are_kept(application: Application) -> None:
    for setting in application.Config.settings():
        if setting.maximum is not None:
            config, problems = application.Config.read({setting.name: str(setting.maximum * 2 + 1)})
            assert config == application.Config()
            assert problems
            assert setting.label in problems[0]
            config, problems = application.Config.read({setting.name: "nan"})
            assert config == application.Config()
            assert len(problems) == 1


def test_presets_are_valid_and_give_reasons(application: Application) -> None:
    presets = application.presets
    assert presets[0].name == "shipped"
    assert presets[0].good
    assert any(not preset.good for preset in presets)
    assert len({preset.name for preset in presets}) == len(presets)
    for preset in presets:
        assert preset.name == preset.name.lower()
        assert preset.title
        assert preset.why.endswith((".", "!", "?"))
        assert (
            application.Config.model_validate(dict(preset.values)).differences().keys()
            <= preset.values.keys()
        )


def test_links_bring_settings_back(application: Application) -> None:
    given = [preset.values for preset in application.presets]
    given += [values for breakage in application.breakages for values in (breakage.healthy, breakage.broken)]
    for values in given:
        config = application.Config.model_validate(dict(values))
        again, problems = application.Config.read(as_link(config))
        assert again == config
        assert not problems


def test_a_wrong_link_is_reported_and_ignored(application: Application) -> None:
    config, problems = application.Config.read({"no_such_setting": "1", "seed": "x", "steps": ""})
    assert config == application.Config()
    assert len(problems) == 3


def test_parts_that_learn_alone_do_so_by_live_settings(application: Application) -> None:
    live = {setting.name for setting in application.Config.settings() if setting.live}
    for phase, values in application.alone.items():
        assert values.keys() <= live, phase
        application.Config().changed(values)
