# Like "python -m pytest", but pytest itself is not taken from the current directory, and what it needs only if it is nowhere
# else: the project may be a library that pytest uses.
import sys

paths = sys.path[:]
sys.path[:] = [path for path in paths if path.startswith("/")]
import os

workspace = os.getcwd()
own = [os.path.realpath(path) for path in (workspace, os.path.join(workspace, "src"))]
last = [path for path in sys.path if os.path.realpath(path) in own]
sys.path[:] = [path for path in sys.path if path not in last] + last
import pytest

sys.path[:] = [workspace] + [path for path in paths if path]
sys.exit(pytest.main())
