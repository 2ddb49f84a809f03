package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.dev.ModuleGraph;
import dev.codeagent.cli.dev.ModuleGraph.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every list of modules that is not a POM's {@code <modules>} agrees with the POMs. */
class ModuleListsTest {
    private static final Path ROOT = findRoot();
    private static final ModuleGraph GRAPH = ModuleGraph.read(ROOT);
    private static final String WAR_POM = "ear/micro/pom.xml";

    /** A path of a module or of something in it, relative to the root or after a variable that holds the root. */
    private static final Pattern MODULE_PATH = Pattern.compile("(?<![\\w/.@$%{-])(?:[$%]\\{?\\w+[}%]?/)?("
            + "(?:clients|ear|libs|release|tests)(?:/[\\w.-]+)+"
            + "|[\\w-]+/src/(?:main|test)(?:/[\\w.-]+)*"
            + "|[\\w-]+/target\\b"
            + "|\\w+-module(?:/[\\w.-]+)*)");

    private static final Pattern MAVEN_PROJECTS = Pattern.compile("\\s-pl\\s+(\\S+)");

    @Test
    void theWarPackagesExactlyItsModules() throws IOException {
        assertThat(alternatives(find(WAR_POM, "packagingExcludes>.*?\\(\\?!\\(([^)]*)\\)")))
                .containsExactlyInAnyOrderElementsOf(artifactIds(GRAPH.deployed()));
    }

    @Test
    void theEarLeavesTheModulesOfTheWarOutOfItsLibraries() throws IOException {
        Set<String> excluded = Pattern.compile(
                        "<jarModule>.*?<artifactId>(.*?)</artifactId><excluded>true</excluded></jarModule>")
                .matcher(text("ear/full/pom.xml"))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        List<String> bundled =
                artifactIds(GRAPH.withDependencies(module("ear/full").dependencies()));

        assertThat(artifactIds(GRAPH.deployed())).containsAll(excluded);
        assertThat(excluded).containsExactlyInAnyOrderElementsOf(bundled);
    }

    @Test
    void theModelGatewayHasItsDependenciesBesideIt() throws IOException {
        List<String> expected = artifactIds(GRAPH.withDependencies(List.of("model-gateway")));
        String copied = find(WAR_POM, "(?s)<copy todir=\"\\$\\{server}/llm\">(.*?)</copy>");

        Set<String> included = Pattern.compile("([\\w-]+)-\\*\\.jar")
                .matcher(copied.replaceAll("excludes=\"[^\"]*\"", ""))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(included).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(alternatives(find(WAR_POM, "<mapper type=\"regexp\" from=\"\\^\\(([^)]*)\\)")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theBillOfMaterialsReachesEveryShippedModule() throws IOException {
        List<Module> shipped = Stream.of(find("Dockerfile", "-pl (\\S+)").split(","))
                .map(ModuleListsTest::module)
                .toList();
        Set<String> expected = shipped.stream()
                .flatMap(module -> Stream.of(module.dependencies(), module.provided()))
                .flatMap(dependencies -> GRAPH.withDependencies(dependencies).stream())
                .map(Module::artifactId)
                .collect(Collectors.toCollection(TreeSet::new));
        shipped.stream()
                .filter(module -> !module.path().equals("ear/micro")) // A WAR, which brings no jars.
                .forEach(module -> expected.add(module.artifactId()));

        assertThat(expected).contains("web-module", "model-gateway", "cli", "fake-model");
        assertThat(artifactIds(
                        GRAPH.withDependencies(module("release/distribution").dependencies())))
                .containsAll(expected);
    }

    @Test
    void scriptsAndDocumentsNameExistingModules() throws IOException {
        var named = new TreeSet<String>();
        var missing = new TreeSet<String>();
        for (Path file : scriptsAndDocuments()) {
            for (String path : namedPaths(file)) {
                named.add(path);
                if (!Files.exists(ROOT.resolve(path))) {
                    missing.add(ROOT.relativize(file) + ": " + path);
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(named).contains("ear/micro", "clients/cli", "fake-model", "tests/architecture", "persistence");
    }

    /** Without what the build makes. */
    private static List<String> namedPaths(Path file) throws IOException {
        String text = Files.readString(file).replace('\\', '/');
        return Stream.of(
                        MODULE_PATH.matcher(text).results().map(match -> match.group(1)),
                        MAVEN_PROJECTS.matcher(text).results().flatMap(ModuleListsTest::projects),
                        firstColumn(file, text))
                .flatMap(paths -> paths)
                .map(path -> path.replaceFirst("/target(/.*)?$|[./]+$", ""))
                .toList();
    }

    private static Stream<String> projects(MatchResult option) {
        return Stream.of(option.group(1).split(","));
    }

    /** The modules in the table of {@code ARCHITECTURE.md}, except patterns such as {@code tests/*}. */
    private static Stream<String> firstColumn(Path file, String text) {
        if (!file.endsWith("ARCHITECTURE.md")) {
            return Stream.empty();
        }
        String table = text.replaceFirst("(?s).*\\n## Modules\\n(.*?)\\n## .*", "$1");
        return Pattern.compile("(?m)^\\|([^|]*)\\|")
                .matcher(table)
                .results()
                .flatMap(row ->
                        Pattern.compile("`([\\w/-]+)`").matcher(row.group(1)).results())
                .map(match -> match.group(1));
    }

    private static List<Path> scriptsAndDocuments() throws IOException {
        var files = new ArrayList<Path>();
        for (String name : List.of("Dockerfile", "codeagent", "codeagent.cmd", "CONTRIBUTING.md", "ARCHITECTURE.md")) {
            files.add(ROOT.resolve(name));
        }
        for (String pattern : List.of(".github/workflows/*.yml", "release/*.sh", "docker/*.sh")) {
            Path folder = ROOT.resolve(pattern).getParent();
            try (var matching = Files.newDirectoryStream(folder, pattern.substring(pattern.indexOf('*')))) {
                matching.forEach(files::add);
            }
        }
        return files;
    }

    private static Module module(String path) {
        return GRAPH.modules().stream()
                .filter(module -> module.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no module in " + path));
    }

    private static List<String> artifactIds(List<Module> modules) {
        return modules.stream().map(Module::artifactId).toList();
    }

    private static List<String> alternatives(String regex) {
        return List.of(regex.split("\\|"));
    }

    private static String find(String file, String pattern) throws IOException {
        var matcher = Pattern.compile(pattern).matcher(text(file));
        assertThat(matcher.find()).as("%s in %s", pattern, file).isTrue();
        return matcher.group(1);
    }

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    static Path findRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
