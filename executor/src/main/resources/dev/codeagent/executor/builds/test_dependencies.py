# Prints what the tests of the project in the current directory need, as JSON: pip requirements, extras of the project,
# groups of PEP 735 (they are part of the requirements too), requirement files, other projects of a workspace, and whether the
# project is a package. Build files are only read; no code in them runs.
import ast, configparser, glob, json, os, re

try:
    import tomllib
except ImportError:  # before Python 3.11
    from pip._vendor import tomli as tomllib

NAMES = ("test", "tests", "testing", "dev")


def toml(path):
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError):
        return {}


def ini(path):
    file = configparser.RawConfigParser(strict=False)
    try:
        file.read(path, encoding="utf-8")
    except (OSError, configparser.Error, UnicodeDecodeError):
        pass
    return file


def table(value, *keys):
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def texts(value):
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def lines(text):
    return [line.split(" #")[0].strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def key(name):
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;@(]", name.strip())[0]).lower()


def selected(groups):
    """Groups that are for tests by their name, or because they have pytest."""
    for name, requirements in groups.items():
        if key(name) in NAMES or any(key(text).startswith("pytest") for text in texts(requirements)):
            yield name


def expanded(groups, name, seen=()):
    """The requirements of a group (PEP 735) with those of the groups that it includes."""
    for entry in groups.get(name, []) if name not in seen else []:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict) and "include-group" in entry:
            yield from expanded(groups, entry["include-group"], seen + (name,))


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


def converted(constraints):
    """The requirements of a table of Poetry or Pipenv."""
    for name, constraint in constraints.items():
        constraint = {"version": constraint} if isinstance(constraint, str) else constraint
        if name == "python":
            continue
        if isinstance(constraint, list):  # One for each Python version; pip selects one.
            yield name
        elif isinstance(constraint, dict) and "||" not in str(constraint.get("version", "")) and "version" in constraint:
            extras = "[" + ",".join(constraint["extras"]) + "]" if constraint.get("extras") else ""
            yield name + extras + from_poetry(constraint["version"])


def poetry(tool):
    tables = [table(tool, "dev-dependencies")]
    for name, group in table(tool, "group").items():
        dependencies = table(group, "dependencies")
        if name in NAMES or any(key(dependency).startswith("pytest") for dependency in dependencies):
            tables.append(dependencies)
    return [requirement for constraints in tables for requirement in converted(constraints)]


class Tests:
    def __init__(self):
        self.requirements, self.extras, self.groups, self.files = [], [], [], []

    def add(self, entries):
        """Adds entries as pip, tox and nox have them: requirements, "-r FILE", ".[EXTRA]"."""
        entries = list(entries)
        while entries:
            entry = entries.pop(0).strip()
            option = re.fullmatch(r"(?:-r|--requirement)[= ]?(.*)", entry)
            own = re.fullmatch(r"\.\[(.*)]", entry)
            if entry in ("-c", "--constraint"):
                del entries[:1]
            elif option:
                file = option.group(1).strip() or (entries.pop(0) if entries else "")
                if os.path.isfile(file):
                    self.files.append(file)
            elif own:
                self.extras += [extra.strip() for extra in own.group(1).split(",")]
            elif re.match(r"[A-Za-z0-9]", entry) and "{" not in entry and not re.match(r"\S+:\s", entry):
                if not os.path.exists(entry) or re.fullmatch(r"[\w.-]+", entry):
                    self.requirements.append(entry)


def hatch(tool, found):
    for name, env in {**table(tool, "envs"), **table(toml("hatch.toml"), "envs")}.items():
        declared = texts(env.get("dependencies")) + texts(env.get("extra-dependencies"))
        if name in NAMES + ("default", "hatch-test") or any(key(text).startswith("pytest") for text in declared):
            found.add(declared)
            found.extras += texts(env.get("features"))
            found.groups += texts(env.get("dependency-groups"))


def tox(pyproject, found):
    tool = table(pyproject, "tool", "tox")
    files = [ini("tox.ini"), ini("setup.cfg")]
    if isinstance(tool.get("legacy_tox_ini"), str):
        files.append(configparser.RawConfigParser(strict=False))
        files[-1].read_string(tool["legacy_tox_ini"])
    for file in files:
        for section in ("testenv", "testenv:py", "testenv:test", "testenv:tests"):
            found.add(lines(file.get(section, "deps", fallback="")))
            found.extras += re.findall(r"[\w.-]+", file.get(section, "extras", fallback=""))
            found.groups += re.findall(r"[\w.-]+", file.get(section, "dependency_groups", fallback=""))
    for base in (table(toml("tox.toml"), "env_run_base"), table(tool, "env_run_base")):
        found.add(texts(base.get("deps")))
        found.extras += texts(base.get("extras"))
        found.groups += texts(base.get("dependency_groups"))


def parsed(path):
    try:
        with open(path, encoding="utf-8") as file:
            return ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def constants(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def nox(found):
    for function in parsed("noxfile.py").body:
        if isinstance(function, ast.FunctionDef) and "session" in "".join(map(ast.dump, function.decorator_list)):
            names = {function.name} | {
                name for node in function.decorator_list for child in ast.walk(node)
                if isinstance(child, ast.keyword) and child.arg == "name" for name in constants([child.value])}
            if any(re.search(r"(^|[-_])(tests?|unit|pytest|coverage)($|[-_])", name) for name in names):
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "install":
                        found.add(constants(call.args))


def setuptools_extras():
    names = {name: lines(text) for name, text in (ini("setup.cfg")["options.extras_require"].items()
             if ini("setup.cfg").has_section("options.extras_require") else ())}
    for node in ast.walk(parsed("setup.py")):
        if isinstance(node, ast.keyword) and node.arg == "extras_require" and isinstance(node.value, ast.Dict):
            for name, value in zip(node.value.keys, node.value.values):
                names.update({text: constants(ast.walk(value)) for text in constants([name])})
    return list(selected(names))


def group_requirements(pyproject):
    """uv's development dependencies, PDM's, and the groups of PEP 735 that are for tests."""
    groups, uv = table(pyproject, "dependency-groups"), table(pyproject, "tool", "uv")
    names = list(selected({name: list(expanded(groups, name)) for name in groups}))
    names += [name for name in texts(uv.get("default-groups")) if name in groups and name not in names]
    return names, texts(uv.get("dev-dependencies"))


def members(pyproject, root):
    """The other projects of a workspace, and those that the sources of uv name."""
    workspace = table(pyproject, "tool", "uv", "workspace")
    found = [path for pattern in texts(workspace.get("members")) for path in sorted(glob.glob(os.path.join(root, pattern)))]
    excluded = {path for pattern in texts(workspace.get("exclude")) for path in glob.glob(os.path.join(root, pattern))}
    found += [os.path.join(root, source["path"]) for source in table(pyproject, "tool", "uv", "sources").values()
              if isinstance(source, dict) and isinstance(source.get("path"), str)]
    poetry_tool = table(pyproject, "tool", "poetry")
    tables = [table(poetry_tool, "dependencies"), table(poetry_tool, "dev-dependencies")]
    tables += [table(group, "dependencies") for group in table(poetry_tool, "group").values()]
    found += [os.path.join(root, constraint["path"]) for constraints in tables for constraint in constraints.values()
              if isinstance(constraint, dict) and isinstance(constraint.get("path"), str)]
    top = os.path.realpath(".") + os.sep
    return [os.path.normpath(path) for path in found if path not in excluded
            and os.path.realpath(path).startswith(top) and os.path.isfile(os.path.join(path, "pyproject.toml"))]


def is_package(pyproject, root):
    """Without a build system uv and Poetry install the dependencies only."""
    tool = table(pyproject, "tool")
    if table(tool, "poetry").get("package-mode") is False or table(tool, "uv").get("package") is False:
        return False
    if os.path.isfile(os.path.join(root, "setup.py")):
        return True
    declared = "project" in pyproject or "poetry" in tool
    return declared and ("build-system" in pyproject or table(tool, "uv").get("package") is True)


def own_dependencies(pyproject):
    return texts(table(pyproject, "project").get("dependencies")) + list(
        converted(table(pyproject, "tool", "poetry", "dependencies")))


def static_dependencies(pyproject, extras):
    """What the package needs, if that is known without building it; otherwise None."""
    project = table(pyproject, "project")
    if not project and "poetry" not in table(pyproject, "tool"):
        return None
    if not {"dependencies", "optional-dependencies"}.isdisjoint(texts(project.get("dynamic"))):
        return None
    optional = table(project, "optional-dependencies")
    return own_dependencies(pyproject) + [text for extra in extras for text in texts(optional.get(extra))]


def from_source(pyproject, requirement):
    """The requirement with the repository that uv takes it from, if there is one."""
    for name, source in table(pyproject, "tool", "uv", "sources").items():
        if key(name) == key(requirement) and isinstance(source, dict) and isinstance(source.get("git"), str):
            revision = source.get("rev") or source.get("tag") or source.get("branch")
            return f"{name} @ git+{source['git']}" + (f"@{revision}" if revision else "")
    return requirement


def main():
    pyproject, found, local = toml("pyproject.toml"), Tests(), []
    found.extras += list(selected(table(pyproject, "project", "optional-dependencies"))) + setuptools_extras()
    names, development = group_requirements(pyproject)
    found.groups += names
    found.requirements += development
    found.requirements += poetry(table(pyproject, "tool", "poetry"))
    pdm = table(pyproject, "tool", "pdm", "dev-dependencies")
    for name in selected(pdm):
        found.add(texts(pdm[name]))
    hatch(table(pyproject, "tool", "hatch"), found)
    found.requirements += converted(table(toml("Pipfile"), "packages"))
    found.requirements += converted(table(toml("Pipfile"), "dev-packages"))
    if not (found.extras or found.groups or found.requirements or found.files):
        tox(pyproject, found)
        nox(found)
    groups = table(pyproject, "dependency-groups")
    for name in dict.fromkeys(found.groups):
        found.requirements += expanded(groups, name)
    optional = table(pyproject, "project", "optional-dependencies")
    package = is_package(pyproject, ".")
    if not package:
        found.requirements += own_dependencies(pyproject)
        for extra in found.extras:
            found.requirements += texts(optional.get(extra))
    projects = [("", pyproject)]
    pending = members(pyproject, "")
    while pending:
        path = pending.pop(0)
        if path not in [known for known, _ in projects] and path != ".":
            member = toml(os.path.join(path, "pyproject.toml"))
            projects.append((path, member))
            names, development = group_requirements(member)
            found.requirements += development
            for name in names:
                found.requirements += expanded(table(member, "dependency-groups"), name)
            extras = list(selected(table(member, "project", "optional-dependencies")))
            if is_package(member, path):
                local.append("./" + path + ("[" + ",".join(extras) + "]" if extras else ""))
            else:
                found.requirements += own_dependencies(member)
            pending += members(member, path)
    own = {key(table(project, "project").get("name") or table(project, "tool", "poetry").get("name") or "")
           for _, project in projects}

    def installable(requirements):
        return [from_source(pyproject, text) for text in dict.fromkeys(requirements)
                if not text.startswith("-") and key(text) not in own]

    alone = static_dependencies(pyproject, found.extras) if package else None
    print(json.dumps({
        "extras": list(dict.fromkeys(found.extras)),
        "groups": [name for name in dict.fromkeys(found.groups) if name in groups],
        "requirements": installable(found.requirements),
        "files": list(dict.fromkeys(found.files)),
        "local": local,
        "package": package,
        "dependencies": None if alone is None else installable(alone),
    }))


main()
