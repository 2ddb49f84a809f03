package dev.codeagent.cli.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Versions of the application, each made of the last good one and the modules that changed since. */
final class Builds implements AutoCloseable {
    private final SourceTree tree;
    private final Path folder;
    private final Compilation compilation;
    private final Set<String> pending = new TreeSet<>();
    private Application good;
    private Path contract;
    private int number;

    /** {@code folder} is emptied; {@code server} is the folder of the built server. */
    Builds(SourceTree tree, Path server, Path folder) throws IOException {
        this.tree = tree;
        this.folder = folder;
        this.compilation = new Compilation(server);
        Application.delete(folder);
        this.good = Application.unpack(server.resolve("codeagent.war"), folder.resolve("0/codeagent"));
        this.contract = classes(0, SourceTree.CONTRACT);
        Application.unpack(good.jar(SourceTree.CONTRACT), contract);
    }

    /** What came out: a version to deploy, or the compiler's errors. */
    record Outcome(List<Application> version, List<String> errors) {}

    /**
     * Builds what these modules' sources are now, and what was not deployed before. All modules are compiled against the
     * contract, so its change is a change of all.
     */
    Outcome build(Set<String> changed) throws IOException {
        pending.addAll(changed);
        if (pending.contains(SourceTree.CONTRACT)) {
            pending.addAll(SourceTree.MODULES);
        }
        number++;
        Map<String, Path> classes = new LinkedHashMap<>();
        var errors = new ArrayList<String>();
        for (String module : SourceTree.MODULES) {
            if (pending.contains(module) && errors.isEmpty()) {
                Path target = classes(number, module);
                errors.addAll(compilation.module(tree.java(module), target, before(module, classes)));
                classes.put(module, target);
            }
        }
        if (!errors.isEmpty()) {
            return new Outcome(List.of(), errors);
        }
        Application next = good.copyTo(folder.resolve(number + "/codeagent"));
        for (var module : classes.entrySet()) {
            next.replace(module.getKey(), module.getValue(), tree.resources(module.getKey()));
        }
        if (pending.contains(SourceTree.WEB_APP)) {
            next.overlay(tree.root().resolve(SourceTree.WEB_APP));
        }
        return new Outcome(List.of(next), List.of());
    }

    private Path classes(int number, String module) {
        return folder.resolve("classes/" + number + "/" + module);
    }

    /** What the module is compiled against: folders, because the compiler keeps jars open. */
    private List<Path> before(String module, Map<String, Path> classes) {
        return module.equals(SourceTree.CONTRACT)
                ? List.of()
                : List.of(classes.getOrDefault(SourceTree.CONTRACT, contract));
    }

    /** The version runs, and the one before it is not needed any more. */
    void accept(Application version) throws IOException {
        if (pending.contains(SourceTree.CONTRACT)) {
            contract = classes(number, SourceTree.CONTRACT);
        }
        pending.clear();
        Application before = good;
        good = version;
        Application.delete(before.folder().getParent());
    }

    /** The last version that ran. */
    Application good() {
        return good;
    }

    @Override
    public void close() throws IOException {
        compilation.close();
        Application.delete(folder);
    }
}
