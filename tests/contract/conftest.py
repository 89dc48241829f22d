"""Every test here runs for every application, found by folder, without a list of exceptions."""

import pytest
import torch

from dlcore.contract import Application, Training, applications
from tests.contract.running import FEW, Short, first_steps


@pytest.fixture(params=applications(), ids=lambda application: application.name, scope="session")
def application(request: pytest.FixtureRequest) -> Application:
    return request.param


@pytest.fixture(scope="session")
def short(application: Application) -> Short:
    """A short run, made once; its model must not be changed."""
    torch.set_num_threads(1)
    training = Training(application)
    return Short(training, first_steps(training, FEW))
