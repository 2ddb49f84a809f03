package dev.codeagent.cli.dev;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The Maven modules of this project and the dependencies between them, read from the POMs. */
public record ModuleGraph(List<Module> modules) {
    /** The module that builds the WAR. */
    static final String WAR_MODULE = "ear/micro";

    private static final String GROUP_ID = "dev.codeagent";

    public ModuleGraph {
        modules = List.copyOf(modules);
    }

    /**
     * A module with its dependencies on jars of this project, by artifact id and in the order of its POM.
     *
     * @param path folder relative to the root, with slashes; empty for the root
     * @param dependencies of compile scope
     * @param provided of provided scope
     */
    public record Module(String path, String artifactId, List<String> dependencies, List<String> provided) {
        public Module {
            dependencies = List.copyOf(dependencies);
            provided = List.copyOf(provided);
        }
    }

    /** Reads the root POM and, recursively, the POMs of its modules. */
    public static ModuleGraph read(Path root) {
        var modules = new ArrayList<Module>();
        read(root, "", modules);
        return new ModuleGraph(modules);
    }

    /** The modules whose jars the WAR contains, in build order. */
    public List<Module> deployed() {
        return withDependencies(warModule().dependencies());
    }

    /** The modules that are packaged beside the WAR, in build order. */
    public List<Module> outsideWar() {
        List<Module> deployed = deployed();
        return withDependencies(warModule().provided()).stream()
                .filter(module -> !deployed.contains(module))
                .toList();
    }

    /** These modules and their transitive compile dependencies, each after its dependencies. */
    public List<Module> withDependencies(Collection<String> artifactIds) {
        var sorted = new ArrayList<Module>();
        addSorted(artifactIds, new HashSet<>(), sorted);
        return sorted;
    }

    private void addSorted(Collection<String> artifactIds, Set<String> visited, List<Module> sorted) {
        for (String artifactId : artifactIds) {
            if (visited.add(artifactId)) {
                Module module =
                        find(artifactId, candidate -> candidate.artifactId().equals(artifactId));
                addSorted(module.dependencies(), visited, sorted);
                sorted.add(module);
            }
        }
    }

    private Module warModule() {
        return find(WAR_MODULE, module -> module.path().equals(WAR_MODULE));
    }

    private Module find(String name, Predicate<Module> filter) {
        return modules.stream()
                .filter(filter)
                .findFirst()
                .orElseThrow(() -> CliException.usageError("the POMs have no module " + name));
    }

    private static void read(Path root, String path, List<Module> modules) {
        Element project = parse(root.resolve(path).resolve("pom.xml"));
        modules.add(new Module(
                path,
                text(project, "artifactId"),
                dependencies(project, scope -> scope.isEmpty() || scope.equals("compile")),
                dependencies(project, "provided"::equals)));
        children(project, "modules")
                .flatMap(element -> children(element, "module"))
                .map(element -> element.getTextContent().strip())
                .forEach(child -> read(root, path.isEmpty() ? child : path + "/" + child, modules));
    }

    private static Element parse(Path pom) {
        try {
            DocumentBuilder parser = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
            parser.setErrorHandler(null); // The default one prints the error, which is thrown as well.
            return parser.parse(pom.toFile()).getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + pom + ": " + e.getMessage(), e);
        }
    }

    private static List<String> dependencies(Element project, Predicate<String> scope) {
        return children(project, "dependencies")
                .flatMap(element -> children(element, "dependency"))
                .filter(dependency -> text(dependency, "groupId").equals(GROUP_ID)
                        && Set.of("", "jar").contains(text(dependency, "type"))
                        && scope.test(text(dependency, "scope")))
                .map(dependency -> text(dependency, "artifactId"))
                .toList();
    }

    /** The text of a child element; empty if there is none. */
    private static String text(Element parent, String name) {
        return children(parent, name)
                .findFirst()
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }

    private static Stream<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeName().equals(name))
                .map(Element.class::cast);
    }
}
