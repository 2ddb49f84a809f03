# Prints the test dependencies that the project in the current directory declares, as JSON: names of extras and of
# groups (PEP 735), and pip requirements converted from Poetry or tox.
import configparser, json, re

try:
    import tomllib
except ImportError:  # before Python 3.11
    from pip._vendor import tomli as tomllib

NAMES = ("test", "tests", "testing", "dev")


def bounds(base, kept):
    """At least base, and less than the next version after the numbers kept."""
    numbers = [int(number) for number in re.findall(r"\d+", base)[:3]]
    end = min(kept(numbers), len(numbers) - 1)
    return f">={base},<" + ".".join(str(number) for number in numbers[:end] + [numbers[end] + 1])


def from_poetry(version):
    """Converts a Poetry constraint (https://python-poetry.org/docs/dependency-specification) to PEP 440."""
    specifiers = []
    for part in (part.strip() for part in version.split(",")):
        if part.startswith("^"):
            first = lambda numbers: next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
            specifiers.append(bounds(part[1:].strip(), first))
        elif part.startswith("~") and not part.startswith("~="):
            specifiers.append(bounds(part[1:].strip(), lambda numbers: 1))
        elif part[:1].isdigit():
            specifiers.append("==" + part)
        elif part not in ("", "*"):
            specifiers.append(part)
    return ",".join(specifiers)


def poetry(tool):
    tables = [tool.get("dev-dependencies", {})]
    tables += [tool.get("group", {}).get(name, {}).get("dependencies", {}) for name in NAMES]
    constraints = ((name, constraint) for table in tables for name, constraint in table.items() if name != "python")
    for name, constraint in constraints:
        constraint = {"version": constraint} if isinstance(constraint, str) else constraint
        if isinstance(constraint, list):  # One for each Python version; pip selects one.
            yield name
        elif "version" in constraint and "||" not in constraint["version"]:
            extras = "[" + ",".join(constraint["extras"]) + "]" if constraint.get("extras") else ""
            yield name + extras + from_poetry(constraint["version"])


def tox():
    file = configparser.RawConfigParser(strict=False)
    file.read("tox.ini", encoding="utf-8")
    for line in file.get("testenv", "deps", fallback="").splitlines():
        if re.match(r"[A-Za-z0-9]", line.strip()) and "{" not in line and not re.match(r"\S+:\s", line.strip()):
            yield line.split(" #")[0].strip()


try:
    with open("pyproject.toml", "rb") as file:
        project = tomllib.load(file)
except FileNotFoundError:
    project = {}
extras = [name for name in NAMES if name in project.get("project", {}).get("optional-dependencies", {})]
groups = [name for name in NAMES if name in project.get("dependency-groups", {})]
requirements = list(poetry(project.get("tool", {}).get("poetry", {})))
if not extras and not groups and not requirements:
    requirements = list(tox())
print(json.dumps({"extras": extras, "groups": groups, "requirements": requirements}))
