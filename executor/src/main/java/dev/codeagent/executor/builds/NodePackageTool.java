package dev.codeagent.executor.builds;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The package manager of a JavaScript project: the one that {@code package.json} names, otherwise that of its lock file.
 *
 * @param version as the project names it, or one that reads its lock file
 */
record NodePackageTool(Kind kind, String version) {
    private static final Pattern NAMED =
            Pattern.compile("(npm|pnpm|yarn|bun)@[\\^~]?(\\d+(?:\\.\\d+){0,2}(?:-[\\w.]+)?).*");
    private static final Pattern PNPM_LOCK_VERSION = Pattern.compile("(?m)^lockfileVersion: *'?\"?(\\d+)");
    private static final Pattern PACKAGE_VERSION = Pattern.compile("\\d+(?:\\.\\d+){0,2}(?:-[\\w.]+)?");

    /** Yarn since version 2 is another program. */
    enum Kind {
        NPM("npm", "npm", List.of("package-lock.json", "npm-shrinkwrap.json")),
        PNPM("pnpm", "pnpm", List.of("pnpm-lock.yaml")),
        YARN_CLASSIC("yarn", "yarn", List.of("yarn.lock")),
        YARN("yarn", "@yarnpkg/cli-dist", List.of("yarn.lock")),
        BUN("bun", "bun", List.of("bun.lock", "bun.lockb"));

        private final String program;
        /** The package of the npm registry that contains the program. */
        private final String packageName;

        private final List<String> lockFiles;

        Kind(String program, String packageName, List<String> lockFiles) {
            this.program = program;
            this.packageName = packageName;
            this.lockFiles = lockFiles;
        }
    }

    static NodePackageTool detect(BuildEnvironment build, JsonObject manifest) {
        return named(manifest).map(m -> create(m.group(1), m.group(2))).orElseGet(() -> ofLockFile(build, manifest));
    }

    private static Optional<Matcher> named(JsonObject manifest) {
        Stream<String> corepack =
                manifest.get("packageManager") instanceof JsonString s ? Stream.of(s.getString()) : Stream.empty();
        Stream<String> devEngines = manifest.get("devEngines") instanceof JsonObject engines
                        && engines.get("packageManager") instanceof JsonObject m
                ? Stream.of(m.getString("name", "") + "@" + m.getString("version", ""))
                : Stream.empty();
        return Stream.concat(corepack, devEngines)
                .map(NAMED::matcher)
                .filter(Matcher::matches)
                .findFirst();
    }

    private static NodePackageTool create(String name, String version) {
        return switch (name) {
            case "pnpm" -> new NodePackageTool(Kind.PNPM, version);
            case "yarn" ->
                new NodePackageTool(version.matches("[01](\\..*)?") ? Kind.YARN_CLASSIC : Kind.YARN, version);
            case "bun" -> new NodePackageTool(Kind.BUN, version);
            default -> new NodePackageTool(Kind.NPM, "");
        };
    }

    /** The protocol {@code workspace:} without any lock file is most often that of pnpm; npm does not have it. */
    private static NodePackageTool ofLockFile(BuildEnvironment build, JsonObject manifest) {
        String yarnLock = build.readText("yarn.lock");
        if (build.hasFile("pnpm-lock.yaml", "pnpm-workspace.yaml")) {
            Matcher version = PNPM_LOCK_VERSION.matcher(build.readText("pnpm-lock.yaml"));
            int lockVersion = version.find() ? Integer.parseInt(version.group(1)) : 9;
            return new NodePackageTool(Kind.PNPM, lockVersion >= 9 ? "9" : lockVersion >= 6 ? "8" : "7");
        }
        if (build.hasFile(".yarnrc.yml") || yarnLock.contains("__metadata:")) {
            return new NodePackageTool(Kind.YARN, "4");
        }
        if (build.hasFile("yarn.lock")) {
            return new NodePackageTool(Kind.YARN_CLASSIC, "1.22");
        }
        if (build.hasFile("bun.lock", "bun.lockb")) {
            return new NodePackageTool(Kind.BUN, "1");
        }
        boolean workspaceProtocol = !build.hasFile("package-lock.json", "npm-shrinkwrap.json")
                && manifest.toString().contains(":\"workspace:");
        return workspaceProtocol ? new NodePackageTool(Kind.PNPM, "9") : new NodePackageTool(Kind.NPM, "");
    }

    /** The name of the program, such as {@code yarn}. */
    String program() {
        return kind.program;
    }

    /** The package of the npm registry with the program, such as {@code pnpm@9.0.0}. */
    String packageSpec() {
        return kind.packageName + "@" + (PACKAGE_VERSION.matcher(version).matches() ? version : "latest");
    }

    boolean hasLockFile(BuildEnvironment build) {
        return build.hasFile(kind.lockFiles.toArray(String[]::new));
    }

    List<String> lockFiles() {
        return kind.lockFiles;
    }

    /**
     * Installs the dependencies of the project.
     *
     * @param locked whether the versions must be those of the lock file; otherwise the lock file is neither read nor written
     */
    List<String> installCommand(boolean locked, boolean network, String cache) {
        var command = new ArrayList<String>(
                switch (kind) {
                    case NPM -> locked ? List.of("npm", "ci") : List.of("npm", "install", "--no-package-lock");
                    case PNPM -> List.of("pnpm", "install", locked ? "--frozen-lockfile" : "--no-lockfile");
                    case YARN_CLASSIC ->
                        List.of("yarn", "install", locked ? "--frozen-lockfile" : "--no-lockfile", "--non-interactive");
                    case YARN -> List.of("yarn", "install", locked ? "--immutable" : "--no-immutable");
                    case BUN -> List.of("bun", "install", locked ? "--frozen-lockfile" : "--no-save");
                });
        command.addAll(
                switch (kind) {
                    case NPM ->
                        List.of(
                                "--no-audit",
                                "--no-fund",
                                "--no-update-notifier",
                                network ? "--prefer-offline" : "--offline");
                    case PNPM ->
                        List.of("--store-dir=" + cache + "/pnpm-store", network ? "--prefer-offline" : "--offline");
                    case YARN_CLASSIC -> List.of(network ? "--prefer-offline" : "--offline");
                    case YARN, BUN -> List.<String>of();
                });
        return command;
    }

    /** Settings that keep the program of this version, its caches below HOME, and its notices out of the output. */
    Map<String, String> environment(BuildEnvironment build) {
        var environment = new HashMap<>(Map.of("CI", "true", "NO_COLOR", "1", "FORCE_COLOR", "0"));
        switch (kind) {
            case NPM, BUN -> {}
            case YARN_CLASSIC -> environment.put("YARN_IGNORE_ENGINES", "1");
            case PNPM -> {
                environment.put("NPM_CONFIG_MANAGE_PACKAGE_MANAGER_VERSIONS", "false");
                environment.put("NPM_CONFIG_UPDATE_NOTIFIER", "false");
                environment.put("NPM_CONFIG_VERIFY_DEPS_BEFORE_RUN", "false");
            }
            case YARN -> {
                environment.put("YARN_ENABLE_TELEMETRY", "0");
                environment.put("YARN_ENABLE_GLOBAL_CACHE", "true");
                environment.put(
                        "YARN_INSTALL_STATE_PATH",
                        build.workspace()
                                .root()
                                .resolve(".git/yarn-install-state.gz")
                                .toString());
                environment.put("YARN_ENABLE_NETWORK", Boolean.toString(build.networkAllowed()));
                if (!build.hasFile(".pnp.cjs")) { // Otherwise files appear that the project does not ignore.
                    environment.put("YARN_NODE_LINKER", "node-modules");
                }
            }
        }
        return environment;
    }

    /** Whether an installation failed only because the lock file does not fit the manifests. */
    boolean isLockFileOutdated(String output) {
        return switch (kind) {
            case NPM -> output.contains("can only install packages when your package.json");
            case PNPM -> output.contains("OUTDATED_LOCKFILE") || output.contains("specifiers in the lockfile");
            case YARN_CLASSIC -> output.contains("Your lockfile needs to be updated");
            case YARN -> output.contains("YN0028");
            case BUN -> output.contains("lockfile had changes");
        };
    }

    /**
     * The command that runs a script of {@code package.json} in the current directory. Yarn runs none without its lock file, which a
     * project may not have.
     */
    List<String> runScript(String script, List<String> arguments, boolean hasLockFile) {
        boolean npm = kind == Kind.NPM || kind == Kind.YARN && !hasLockFile;
        var command = new ArrayList<>(
                npm ? List.of("npm", "run", script, "--no-update-notifier") : List.of(program(), "run", script));
        if (npm && !arguments.isEmpty()) {
            command.add("--");
        }
        command.addAll(arguments);
        return command;
    }
}
