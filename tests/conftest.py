"""One data folder for the whole session, so that no test reads or leaves anything in the user's own."""

import os
import tempfile

HOME = tempfile.mkdtemp(prefix="dlcore-tests-")
os.environ["DLCORE_HOME"] = HOME
os.environ.setdefault("OMP_NUM_THREADS", "1")
