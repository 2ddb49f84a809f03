package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
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
    /** A longer line counts whatever it is, so that no pattern is slow. */
    static final int MAX_LINE = 4_000;
    /** Some programs end a line there, others do not. */
    private static final Pattern UNUSUAL_CHARACTERS =
            Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029]|\\r(?!\\n)");
    /** Deeper elements of a POM would need a deep stack. */
    private static final String MAX_DEPTH = "50";

    private static final Pattern BUILD_FILES =
            Pattern.compile("(^|/)(pom\\.xml|package\\.json|pyproject\\.toml|setup\\.cfg|Cargo\\.toml|go\\.mod"
                    + "|(package-lock|npm-shrinkwrap)\\.json|(yarn|bun|uv|poetry|pdm)\\.lock|pnpm-lock\\.yaml|[^/]*requirements[^/]*\\.txt|requirements/[^/]*\\.txt"
                    + "|(build|settings)\\.gradle(\\.kts)?)\\z");

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
    /** Descriptions. All other keys count: settings, and what decides which package a test gets under a name. */
    private static final Set<String> DESCRIPTION_KEYS = Set.of(
            "version",
            "description",
            "keywords",
            "homepage",
            "bugs",
            "license",
            "author",
            "contributors",
            "maintainers",
            "funding",
            "repository",
            "private",
            "files",
            "publishConfig",
            "eslintConfig",
            "prettier",
            "lint-staged");

    private static final List<String> DEPENDENCY_KEYS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");
    private static final Pattern RELEASES = Pattern.compile("\"[\\w.~^<>=|*+, -]*\"");
    private static final Pattern REQUIREMENT = Pattern.compile(
            "\\s*+(?!.*\\.(whl|zip|tar|tgz|gz|bz2)\\b)([A-Za-z0-9][\\w.-]*+\\s*+(\\[[\\w,. -]*+\\])?+\\s*+([<>=!~;(][^@]*+)?+"
                    + "|--hash=\\S++\\s*+\\\\?|-r \\S*requirements\\S*)?+\\s*+(#.*)?");
    private static final Pattern TEST_DATA =
            Pattern.compile("(^|/)(src/(test|it)/resources|testdata|fixtures|__fixtures__)/");
    private static final Pattern GRADLE_DEPENDENCY =
            Pattern.compile("\\s*+((([a-z]+I|i)mplementation|([a-z]+A|a)pi|([a-z]+C|c)ompileOnly|([a-z]+R|r)untimeOnly)"
                    + "[ (]++[\"'][\\w.:+-]++[\"']\\s*+\\)?+\\s*+)?+");

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
        if (UNUSUAL_CHARACTERS.matcher(text).find()) {
            return text;
        }
        if (path.endsWith("pom.xml")) {
            return relevantXml(text);
        }
        if (path.endsWith("package.json")) {
            return relevantJson(text);
        }
        Optional<Predicate<String>> locked = LockFiles.relevantLines(path);
        if (locked.isPresent()) {
            return relevantLines(text, locked.get());
        }
        if (path.endsWith(".txt")) {
            return relevantLines(text, REQUIREMENT.asMatchPredicate().negate());
        }
        if (path.endsWith("go.mod")) {
            return relevantModule(text);
        }
        return path.contains(".gradle")
                ? relevantLines(text, GRADLE_DEPENDENCY.asMatchPredicate().negate())
                : SettingsSections.relevantPart(path, text);
    }

    private static String relevantLines(String text, Predicate<String> relevant) {
        return text.lines()
                .filter(line -> line.length() > MAX_LINE || relevant.test(line))
                .collect(Collectors.joining("\n"));
    }

    /** The directives that replace modules or programs; lines of {@code require}, {@code go} and {@code module} are not. */
    private static String relevantModule(String text) {
        var relevant = new ArrayList<String>();
        boolean skipped = false;
        for (String line : text.lines().map(TestConfiguration::withoutComment).toList()) {
            if (line.length() > MAX_LINE) {
                return text;
            }
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

    private static String withoutComment(String line) {
        int comment = line.indexOf("//");
        return (comment < 0 ? line : line.substring(0, comment)).strip();
    }

    private static String relevantXml(String text) {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute("jdk.xml.maxElementDepth", MAX_DEPTH);
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
            json.forEach((key, value) -> {
                if (DEPENDENCY_KEYS.contains(key) && value instanceof JsonObject versions) {
                    versions.forEach((name, version) -> {
                        if (!RELEASES.matcher(version.toString()).matches()) {
                            relevant.put(key + "/" + name, version.toString());
                        }
                    });
                } else if (!DESCRIPTION_KEYS.contains(key)) {
                    relevant.put(key, value.toString());
                }
            });
            return relevant.toString();
        } catch (AgentException | JsonException e) {
            return text;
        }
    }
}
