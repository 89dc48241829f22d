from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Preset


class Config(BaseConfig):
    points: Annotated[int, Field(ge=4, le=1000, description="How many points."), Group("Data")] = 64
    hidden: Annotated[int, Field(ge=1, le=64, description="Width."), Group("Model")] = 8
    learning_rate: Annotated[float, Field(ge=1e-6, le=1e6, description="Step length."), Live()] = 0.01
    pause: Annotated[float, Field(ge=0, le=1, description="Seconds a step takes beside its computing.")] = 0.0
    phases: Annotated[bool, Field(description="Two halves a step.")] = False
    trouble: Annotated[
        Literal["none", "nan", "error", "kill", "load"], Field(description="What goes wrong at step 50.")
    ] = "none"


PRESETS: tuple[Preset, ...] = (Preset("shipped", "Shipped", {}, "The default."),)
