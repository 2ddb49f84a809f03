package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Recognizes changes of how tests are found, executed or evaluated, which can turn tests green. Build files count unless
 * the change is one of released dependencies or of descriptions. What cannot be read counts.
 */
final class TestConfiguration {
    private static final Pattern BUILD_FILES =
            Pattern.compile("(^|/)(pom\\.xml|package\\.json|pyproject\\.toml|setup\\.cfg|Cargo\\.toml|go\\.mod"
                    + "|(package-lock|npm-shrinkwrap)\\.json|[^/]*requirements[^/]*\\.txt|requirements/[^/]*\\.txt"
                    + "|(build|settings)\\.gradle(\\.kts)?)$");

    private static final Set<String> OTHER_ELEMENTS = Set.of(
            "dependencies",
            "dependencyManagement",
            "name",
            "description",
            "url",
            "version",
            "licenses",
            "developers",
            "scm",
            "organization",
            "inceptionYear");
    /** Settings, and what decides which package a test gets under a name. */
    private static final List<String> SCRIPT_KEYS = List.of(
            "scripts",
            "jest",
            "vitest",
            "mocha",
            "ava",
            "tap",
            "nyc",
            "c8",
            "babel",
            "type",
            "imports",
            "name",
            "exports",
            "workspaces",
            "overrides",
            "resolutions",
            "pnpm",
            "packageManager");

    private static final List<String> DEPENDENCY_KEYS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");
    private static final Pattern RELEASES = Pattern.compile("\"[\\w.~^<>=|*+, -]*\"");
    /** Packages in a lock file of npm that do not come from its registry. */
    private static final Pattern LOCKED_ELSEWHERE =
            Pattern.compile("\\\\|\"link\"|\"resolved\"\\s*:\\s*\"(?!https://registry\\.npmjs\\.org/)");

    private static final Pattern REQUIREMENT = Pattern.compile(
            "\\s*+(?!.*\\.(whl|zip|tar|tgz|gz|bz2)\\b)([A-Za-z0-9][\\w.-]*+\\s*+(\\[[\\w,. -]*+\\])?+\\s*+([<>=!~;(][^@]*+)?+"
                    + "|--hash=\\S++\\s*+\\\\?|-r \\S*requirements\\S*)?+\\s*+(#.*)?");
    /** In a section of dependencies or descriptions: local packages, plugins, and names that may be written in escapes. */
    private static final Pattern RELEVANT_ENTRY =
            Pattern.compile("\\\\|file:|\\b(path|git|develop)\\b\\W*=|[\\w\\]] *@ "
                    + "|entry.?points|plugins|pytest11|build-backend|backend-path|proc-macro|harness");

    private static final Pattern TEST_DATA =
            Pattern.compile("(^|/)(src/(test|it)/resources|testdata|fixtures|__fixtures__)/");
    private static final Pattern OTHER_SECTIONS =
            Pattern.compile("project|project\\.(optional-dependencies|urls|scripts)"
                    + "|dependency-groups|build-system|tool\\.(black|isort|ruff|mypy)(\\..*)?"
                    + "|tool\\.poetry|tool\\.poetry\\.(dev-dependencies|dependencies|group\\..*)"
                    + "|metadata|options|options\\.(extras_require|packages.*|(exclude_)?package_data|data_files)|flake8|mypy.*|isort|bdist_wheel"
                    + "|((target\\..*\\.)?(dev-|build-)?dependencies(\\..*)?)|features");
    private static final Pattern HEADER = Pattern.compile("\\[\\[?\\s*([^\\]]*?)\\s*\\]\\]?\\s*(#.*)?");
    private static final Pattern GRADLE_DEPENDENCY =
            Pattern.compile("\\s*(([a-z]+I|i)mplementation|([a-z]+A|a)pi|([a-z]+C|c)ompileOnly|([a-z]+R|r)untimeOnly)"
                    + "[ (]+[\"'][\\w.:+-]+[\"']\\s*\\)?\\s*|\\s*");

    private TestConfiguration() {}

    /** Whether the change needs the contents of the file for {@link #isChanged}. */
    static boolean isBuildFile(String path) {
        return BUILD_FILES.matcher(path).find();
    }

    /**
     * Whether a build file changes how tests run.
     *
     * @param before empty if the file is new; it then counts unless it is test data
     * @param after empty if the file was deleted
     */
    static boolean isChanged(String path, Optional<String> before, Optional<String> after) {
        if (before.isEmpty()) {
            return !TEST_DATA.matcher(path).find();
        }
        return after.isEmpty() || !relevantPart(path, before.get()).equals(relevantPart(path, after.get()));
    }

    private static String relevantPart(String path, String text) {
        if (path.endsWith("pom.xml")) {
            return relevantXml(text);
        }
        if (path.endsWith("package.json")) {
            return relevantJson(text);
        }
        if (path.endsWith(".json")) {
            return relevantLines(text, LOCKED_ELSEWHERE.asPredicate());
        }
        if (path.endsWith(".txt")) {
            return relevantLines(text, REQUIREMENT.asMatchPredicate().negate());
        }
        if (path.endsWith("go.mod")) {
            return relevantModule(text);
        }
        return path.contains(".gradle")
                ? relevantLines(text, GRADLE_DEPENDENCY.asMatchPredicate().negate())
                : relevantSections(text);
    }

    private static String relevantLines(String text, Predicate<String> relevant) {
        return text.lines().filter(relevant).collect(Collectors.joining("\n"));
    }

    /** The directives that replace modules or programs; lines of {@code require}, {@code go} and {@code module} are not. */
    private static String relevantModule(String text) {
        var relevant = new ArrayList<String>();
        boolean skipped = false;
        for (String line :
                text.lines().map(l -> l.replaceFirst("//.*", "").strip()).toList()) {
            if (line.matches("\\w+\\s*\\(")) {
                skipped = line.startsWith("require");
            }
            if (!skipped && !line.isEmpty() && !line.matches("\\)|(require|go)[\\s(].*")) {
                relevant.add(line);
            }
            skipped = skipped && !line.equals(")");
        }
        return String.join("\n", relevant);
    }

    private static String relevantXml(String text) {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // It would print to the log.
            Element project =
                    builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
            return children(project).stream()
                    .filter(element -> !OTHER_ELEMENTS.contains(element.getTagName())
                            || element.getElementsByTagName("systemPath").getLength() > 0)
                    .map(TestConfiguration::describe)
                    .collect(Collectors.joining());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            return text;
        }
    }

    private static String describe(Element element) {
        List<Element> children = children(element);
        String content = children.isEmpty()
                ? element.getTextContent().strip()
                : children.stream()
                        .filter(child -> !child.getTagName().endsWith(".version"))
                        .map(TestConfiguration::describe)
                        .collect(Collectors.joining());
        NamedNodeMap attributes = element.getAttributes();
        String start = IntStream.range(0, attributes.getLength())
                .mapToObj(i -> " " + attributes.item(i))
                .collect(Collectors.joining());
        return content.isEmpty() && start.isEmpty() ? "" : "<" + element.getTagName() + start + ">" + content + "</>";
    }

    private static List<Element> children(Element parent) {
        return IntStream.range(0, parent.getChildNodes().getLength())
                .mapToObj(i -> parent.getChildNodes().item(i))
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast)
                .toList();
    }

    private static String relevantJson(String text) {
        try {
            JsonObject json = EnvelopeCodec.parse(text);
            var relevant = new TreeMap<String, String>();
            SCRIPT_KEYS.stream()
                    .filter(json::containsKey)
                    .forEach(key -> relevant.put(
                            key, Objects.requireNonNull(json.get(key)).toString()));
            DEPENDENCY_KEYS.forEach(key -> {
                if (json.get(key) instanceof JsonObject versions) {
                    versions.forEach((name, version) -> {
                        if (!RELEASES.matcher(version.toString()).matches()) {
                            relevant.put(key + "/" + name, version.toString());
                        }
                    });
                }
            });
            return relevant.toString();
        } catch (AgentException | JsonException e) {
            return text;
        }
    }

    /** In a text of several lines a header may be text, so then everything counts. */
    private static String relevantSections(String text) {
        if (text.contains("\"\"\"") || text.contains("'''")) {
            return text;
        }
        var relevant = new ArrayList<String>();
        boolean skipped = false;
        for (String line : text.lines().toList()) {
            var header = HEADER.matcher(line);
            if (header.matches()) {
                skipped = OTHER_SECTIONS
                        .matcher(header.group(1).replaceAll("[\"'\\s]", ""))
                        .matches();
            }
            boolean counts = !skipped || RELEVANT_ENTRY.matcher(line).find();
            if (counts && !line.isBlank() && !line.stripLeading().startsWith("#")) {
                relevant.add(line.strip());
            }
        }
        return String.join("\n", relevant);
    }
}
