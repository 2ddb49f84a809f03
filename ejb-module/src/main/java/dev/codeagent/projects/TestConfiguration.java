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
 * Recognizes changes of how tests are found, executed or evaluated, which can turn tests green. Files of test runners
 * count always; build files count unless the change is one of dependencies or descriptions. What cannot be read counts.
 */
final class TestConfiguration {
    private static final Pattern RUNNER_FILES = Pattern.compile("(^|/)(conftest\\.py|\\.?pytest\\.(ini|toml)|tox\\.ini"
            + "|noxfile\\.py|(site|user)customize\\.py|[^/]*\\.pth|\\.coveragerc|junit-platform\\.properties|testng[^/]*\\.xml"
            + "|\\.mvn/.*|gradle\\.properties|\\.cargo/config(\\.toml)?|\\.npmrc|\\.nycrc(\\.[^/]*)?|\\.mocharc(\\.[^/]*)?"
            + "|\\.babelrc(\\.[^/]*)?|\\.taprc|(jest|vitest|vite|karma|playwright|cypress|ava|babel)\\.(config|conf|workspace|setup)"
            + "\\.[^/]*|setupTests\\.[^/]*|__mocks__/.*|[^/]*\\.snap)$");
    private static final Pattern BUILD_FILES =
            Pattern.compile("(^|/)(pom\\.xml|package\\.json|pyproject\\.toml|setup\\.cfg|Cargo\\.toml"
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
    private static final List<String> SCRIPT_KEYS =
            List.of("scripts", "jest", "vitest", "mocha", "ava", "tap", "nyc", "c8", "babel", "type", "imports");
    private static final Pattern OTHER_SECTIONS =
            Pattern.compile("project|project\\.(optional-dependencies|urls|scripts)"
                    + "|dependency-groups|build-system|tool\\.(black|isort|ruff|mypy)(\\..*)?"
                    + "|tool\\.poetry|tool\\.poetry\\.(dev-dependencies|dependencies|group\\..*)"
                    + "|metadata|options|options\\..*|flake8|mypy.*|isort|bdist_wheel"
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

    static boolean isRunnerFile(String path) {
        return RUNNER_FILES.matcher(path).find();
    }

    /**
     * Whether a build file changes how tests run.
     *
     * @param before empty if the file is new; only one in the root directory can then change the tests of others
     * @param after empty if the file was deleted
     */
    static boolean isChanged(String path, Optional<String> before, Optional<String> after) {
        if (before.isEmpty()) {
            return !path.contains("/");
        }
        return after.isEmpty() || !relevantPart(path, before.get()).equals(relevantPart(path, after.get()));
    }

    private static String relevantPart(String path, String text) {
        if (path.endsWith("pom.xml")) {
            return relevantXml(text);
        }
        if (path.endsWith(".json")) {
            return relevantJson(text);
        }
        return path.contains(".gradle") ? relevantGradle(text) : relevantSections(text);
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
                    .filter(element -> !OTHER_ELEMENTS.contains(element.getTagName()))
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
            return relevant.toString();
        } catch (AgentException | JsonException e) {
            return text;
        }
    }

    private static String relevantGradle(String text) {
        return text.lines()
                .filter(line -> !GRADLE_DEPENDENCY.matcher(line).matches())
                .collect(Collectors.joining("\n"));
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
            if (!skipped && !line.isBlank() && !line.stripLeading().startsWith("#")) {
                relevant.add(line.strip());
            }
        }
        return String.join("\n", relevant);
    }
}
