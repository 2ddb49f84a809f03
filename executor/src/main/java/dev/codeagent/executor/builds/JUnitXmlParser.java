package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.RegularFiles;
import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Parses JUnit XML reports, as Surefire, Gradle, pytest and others write them. */
final class JUnitXmlParser {
    private static final Pattern LOCATION = Pattern.compile("\\(([\\w$]+\\.(?:java|kt|groovy|scala)):(\\d+)\\)");

    /** The last match is the origin of the exception. */
    private static final Pattern PYTHON_LOCATION = Pattern.compile("^(\\S+\\.py):(\\d+): ", Pattern.MULTILINE);

    private JUnitXmlParser() {}

    static List<TestCase> read(List<Path> files) {
        var cases = new ArrayList<TestCase>();
        for (Path file : files) {
            NodeList elements = parse(file).getElementsByTagName("testcase");
            for (int i = 0; i < elements.getLength(); i++) {
                cases.add(read((Element) elements.item(i)));
            }
        }
        return cases;
    }

    private static TestCase read(Element test) {
        String className = test.getAttribute("classname");
        String name = (className.isEmpty() ? "" : className + ".") + test.getAttribute("name");
        long millis = millis(test.getAttribute("time"));
        for (String kind : List.of("failure", "error")) {
            NodeList found = test.getElementsByTagName(kind);
            if (found.getLength() > 0) {
                Element problem = (Element) found.item(0);
                String trace = problem.getTextContent();
                String message = problem.getAttribute("message");
                return TestCase.failed(
                        name, message.isEmpty() ? firstLine(trace) : message, location(trace, className), millis);
            }
        }
        boolean skipped = test.getElementsByTagName("skipped").getLength() > 0;
        return skipped ? TestCase.skipped(name, millis) : TestCase.passed(name, millis);
    }

    /** The first location in the test's own class, otherwise the first location. */
    private static String location(String trace, String className) {
        String simple = className.substring(className.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
        String first = "";
        Matcher python = PYTHON_LOCATION.matcher(trace);
        while (python.find()) {
            first = python.group(1) + ":" + python.group(2);
        }
        Matcher matcher = LOCATION.matcher(trace);
        while (matcher.find()) {
            String location = matcher.group(1) + ":" + matcher.group(2);
            if (matcher.group(1).startsWith(simple + ".")) {
                return location;
            }
            first = first.isEmpty() ? location : first;
        }
        return first;
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }

    private static long millis(String seconds) {
        try {
            return Math.round(Double.parseDouble(seconds.replace(",", "")) * 1000);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Element parse(Path file) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            try (var in = RegularFiles.newInputStream(file)) {
                return builder.parse(in).getDocumentElement();
            }
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new ToolExecutionException(
                    "the test report " + file.getFileName() + " cannot be read: " + e.getMessage());
        }
    }
}
