package dev.codeagent.sandbox.packages;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A registry of packages. Only coordinates that match a strict grammar reach the generated manifest, and no program of a
 * project or a package runs: no URLs, paths, version ranges or registries, no install scripts, no builds.
 */
enum PackageRegistry {
    MAVEN(
            "repo.maven.apache.org",
            "([\\w.-]{1,150}):([\\w.-]{1,150}):(\\d[\\w.+-]{0,80})(?::([a-z-]{1,20})(?::([\\w.-]{1,40}))?)?",
            "group:artifact:1.2.3, with :type and :classifier if needed",
            "the offline build finds them") {
        @Override
        Map<String, String> files(List<Matcher> coordinates) {
            String dependencies = coordinates.stream()
                    .map(c -> "<dependency><groupId>" + c.group(1) + "</groupId><artifactId>" + c.group(2)
                            + "</artifactId><version>" + c.group(3) + "</version>" + element("type", c.group(4))
                            + element("classifier", c.group(5)) + "</dependency>")
                    .collect(Collectors.joining("\n"));
            return Map.of(
                    "pom.xml",
                    "<project><modelVersion>4.0.0</modelVersion><groupId>codeagent</groupId><artifactId>packages"
                            + "</artifactId><version>1</version><packaging>pom</packaging><dependencies>\n"
                            + dependencies + "\n</dependencies></project>\n");
        }

        @Override
        String command() {
            return "mvn -B -ntp -Dstyle.color=never"
                    + " org.apache.maven.plugins:maven-dependency-plugin:3.8.1:resolve -Dtransitive=true";
        }
    },

    NPM(
            "registry.npmjs.org",
            "((?:@[a-z0-9~][a-z0-9._~-]{0,100}/)?[a-z0-9~][a-z0-9._~-]{0,100})@(\\d+\\.\\d+\\.\\d+[\\w.+-]{0,60})",
            "name@1.2.3 or @scope/name@1.2.3",
            "npm install --offline finds them") {
        @Override
        Map<String, String> files(List<Matcher> coordinates) {
            String dependencies = coordinates.stream()
                    .map(c -> "\"" + c.group(1) + "\": \"" + c.group(2) + "\"")
                    .collect(Collectors.joining(", "));
            return Map.of(
                    "package.json",
                    "{\"name\": \"packages\", \"version\": \"1.0.0\", \"dependencies\": {" + dependencies + "}}\n");
        }

        @Override
        String command() {
            return "npm install --ignore-scripts --no-audit --no-fund --no-update-notifier --no-package-lock";
        }
    },

    PYPI(
            "pypi.org",
            "([A-Za-z0-9](?:[\\w.-]{0,100}[A-Za-z0-9])?)(\\[[A-Za-z0-9,._-]{1,100}])?==(\\d[\\w.+!]{0,60})",
            "name==1.2.3 or name[extra]==1.2.3; only wheels are fetched",
            "pip install --no-index --find-links ~/.cache/packages installs them into the tests' environment") {
        @Override
        Map<String, String> files(List<Matcher> coordinates) {
            return Map.of(
                    "requirements.txt",
                    coordinates.stream().map(Matcher::group).collect(Collectors.joining("\n")) + "\n");
        }

        @Override
        String command() {
            return "python3 -m venv /tmp/fetch && /tmp/fetch/bin/python -m pip --disable-pip-version-check --no-input"
                    + " download --only-binary :all: --no-cache-dir -d \"$HOME/.cache/packages\" -r requirements.txt";
        }
    },

    CARGO(
            "index.crates.io",
            "([A-Za-z][\\w-]{0,100})@(\\d+\\.\\d+\\.\\d+[\\w.+-]{0,60})",
            "name@1.2.3",
            "cargo --offline finds them") {
        @Override
        Map<String, String> files(List<Matcher> coordinates) {
            String dependencies = coordinates.stream()
                    .map(c -> c.group(1) + " = \"=" + c.group(2) + "\"")
                    .collect(Collectors.joining("\n"));
            return Map.of(
                    "Cargo.toml",
                    "[package]\nname = \"packages\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\n"
                            + dependencies + "\n",
                    "src/lib.rs",
                    "");
        }

        @Override
        String command() {
            return "CARGO_TERM_COLOR=never cargo fetch";
        }
    },

    GO(
            "proxy.golang.org",
            "([a-z0-9-]+(?:\\.[a-z0-9-]+)+(?:/[\\w~-][\\w.~-]{0,100}){0,10})@(v\\d+\\.\\d+\\.\\d+[\\w.+-]{0,60})",
            "example.org/module@v1.2.3",
            "the offline build finds them") {
        @Override
        Map<String, String> files(List<Matcher> coordinates) {
            String requirements = coordinates.stream()
                    .map(c -> "require " + c.group(1) + " " + c.group(2))
                    .collect(Collectors.joining("\n"));
            return Map.of("go.mod", "module packages.invalid/packages\n\ngo 1.17\n\n" + requirements + "\n");
        }

        @Override
        String command() {
            return "GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPROXY=https://proxy.golang.org go mod download";
        }
    };

    private static String element(String name, @org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : "<" + name + ">" + value + "</" + name + ">";
    }

    private final String host;
    private final Pattern coordinate;
    private final String form;
    private final String usage;

    PackageRegistry(String host, String coordinate, String form, String usage) {
        this.host = host;
        this.coordinate = Pattern.compile(coordinate);
        this.form = form;
        this.usage = usage;
    }

    static Optional<PackageRegistry> find(String name) {
        return List.of(values()).stream().filter(r -> r.wireName().equals(name)).findFirst();
    }

    /** For example {@code npm}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String host() {
        return host;
    }

    /** How a coordinate is written. */
    String form() {
        return form;
    }

    /** How a build uses fetched packages. */
    String usage() {
        return usage;
    }

    /** The parsed coordinate; empty if it is none. */
    Optional<Matcher> parse(String text) {
        Matcher matcher = coordinate.matcher(text);
        return matcher.matches() && !text.contains("..") ? Optional.of(matcher) : Optional.empty();
    }

    /** The files of a project that requires the packages, by path. */
    abstract Map<String, String> files(List<Matcher> coordinates);

    /** The command that fetches what the project requires, without running any code of it. */
    abstract String command();
}
