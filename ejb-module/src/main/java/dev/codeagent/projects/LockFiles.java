package dev.codeagent.projects;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Lines of lock files about packages that do not come from a registry, or that may be written in another form. */
final class LockFiles {
    private static final Pattern NPM =
            Pattern.compile("\\\\|\"link\"|\"resolved\"\\s*+:\\s*+\"(?!https://registry\\.npmjs\\.org/)");
    private static final Pattern PYTHON = Pattern.compile("\\\\|'|\"\"\""
            + "|\\b(path|directory|git|editable|virtual|subdirectory|type|reference)\"?+\\s*+="
            + "|\\b(registry|url)\"?+\\s*+=\\s*+(?!\"https://(pypi\\.org/simple/?\"|files\\.pythonhosted\\.org/))");

    private static final Map<String, Pattern> PATTERNS = Map.of(
            "package-lock.json",
            NPM,
            "npm-shrinkwrap.json",
            NPM,
            "yarn.lock",
            Pattern.compile("\\\\|\\bresolved\"?+\\s++(?!\"https://registry\\.(yarnpkg\\.com|npmjs\\.org)/)"
                    + "|\\bresolution\"?+:\\s*+(?!\"[^\"]*@npm:[\\w.+-]+\"\\s*+$)"
                    + "|\\b(file|link|portal|patch|exec|workspace|git|github|https?)(:|\\+)(?!//registry\\.(yarnpkg\\.com|npmjs\\.org)/)"
                    + "|[&*!]\\w|linkType:\\s*+(?!hard)"),
            "pnpm-lock.yaml",
            Pattern.compile(
                    "\\\\|\\b(tarball|directory|repo|commit|path|patchedDependencies|overrides|pnpmfileChecksum)\\b"
                            + "|\\b(file|link|workspace|git|github|https?)(:|\\+)|[&*!]\\w|<<"),
            "bun.lock",
            Pattern.compile("\\\\|\\b(file|link|workspace|git|github|https?|root)(:|\\+)"
                    + "|\"(overrides|patchedDependencies|trustedDependencies|workspaces)\""
                    + "|\\[\\s*+\"[^\"]*+\"\\s*+,\\s*+\"(?!\")"),
            "uv.lock",
            PYTHON,
            "poetry.lock",
            PYTHON,
            "pdm.lock",
            PYTHON);

    private LockFiles() {}

    /** Which lines count; empty if it is no lock file. */
    static Optional<Predicate<String>> relevantLines(String path) {
        return Optional.ofNullable(PATTERNS.get(path.substring(path.lastIndexOf('/') + 1)))
                .map(Pattern::asPredicate);
    }
}
