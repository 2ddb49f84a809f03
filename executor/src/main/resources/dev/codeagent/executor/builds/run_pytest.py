# Like "python -m pytest", but pytest itself and what it needs are not taken from the current directory.
import sys

paths = sys.path[:]
sys.path[:] = [path for path in paths if path.startswith("/")]
import os

workspace = os.getcwd()
hidden = [os.path.realpath(path) for path in (workspace, os.path.join(workspace, "src"))]
sys.path[:] = [path for path in sys.path if os.path.realpath(path) not in hidden]
import pytest

sys.path[:] = [workspace] + [path for path in paths if path]
sys.exit(pytest.main())
