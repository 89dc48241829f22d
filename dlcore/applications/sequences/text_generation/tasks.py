"""Tasks and failures on demand."""

from dlcore.contract import Breakage, Task

TASKS: tuple[Task, ...] = ()
BREAKAGES: tuple[Breakage, ...] = ()
