package dev.codeagent.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Applies the {@code set} commands of {@code payara/preboot.asadmin} to Payara's {@code domain.xml}. The build does
 * this once, because it would cost 300 ms at each start. {@code java … DomainXmlEditor DOMAIN COMMANDS RESULT}.
 */
final class DomainXmlEditor {
    private final Document document;

    private DomainXmlEditor(Document document) {
        this.document = document;
    }

    public static void main(String[] args) throws Exception {
        var domain = new DomainXmlEditor(DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(Path.of(args[0]).toFile()));
        for (String line : Files.readAllLines(Path.of(args[1]))) {
            if (!line.isBlank()) {
                domain.apply(line.strip());
            }
        }
        domain.write(Path.of(args[2]));
    }

    /** @param command {@code set element.element.name.attribute=value}; an element may be followed by its name */
    private void apply(String command) throws IOException {
        int equals = command.indexOf('=');
        if (!command.startsWith("set ") || equals < 0) {
            throw new IOException("not a set command: " + command);
        }
        List<String> path = List.of(command.substring("set ".length(), equals).split("\\."));
        String value = command.substring(equals + 1);
        Element element = document.getDocumentElement();
        int last = path.size() - 1;
        for (int i = 0; i < last; i++) {
            List<Element> candidates = children(element, path.get(i));
            String next = path.get(i + 1);
            Optional<Element> named = candidates.stream()
                    .filter(e -> e.getAttribute("name").equals(next))
                    .findFirst();
            if (named.isPresent()) {
                element = named.get();
                i++;
            } else if (candidates.size() == 1) {
                element = candidates.getFirst();
            } else {
                throw new IOException("no <" + path.get(i) + "> for: " + command);
            }
        }
        String attribute = path.get(last);
        // The value of a property is in its attribute "value".
        boolean property = element.getTagName().equals("property")
                && element.getAttribute("name").equals(attribute);
        element.setAttribute(property ? "value" : attribute, value);
    }

    private static List<Element> children(Element parent, String tag) {
        NodeList all = parent.getChildNodes();
        return IntStream.range(0, all.getLength())
                .mapToObj(all::item)
                .filter(node -> node.getNodeName().equals(tag))
                .map(Element.class::cast)
                .toList();
    }

    private void write(Path file) throws Exception {
        TransformerFactory.newDefaultInstance()
                .newTransformer()
                .transform(new DOMSource(document), new StreamResult(file.toFile()));
    }
}
