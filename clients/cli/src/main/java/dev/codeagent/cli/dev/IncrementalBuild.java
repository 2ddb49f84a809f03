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
final class IncrementalBuild implements AutoCloseable {
    private final SourceTree tree;
    private final Path folder;
    private final ModuleCompiler compiler;
    private final Set<String> pending = new TreeSet<>();
    private ExplodedWar lastDeployed;
    private Path apiClasses;
    private int buildNumber;

    /** {@code folder} is emptied; {@code server} is the folder of the built server. */
    IncrementalBuild(SourceTree tree, Path server, Path folder) throws IOException {
        this.tree = tree;
        this.folder = folder;
        this.compiler = new ModuleCompiler(server);
        ExplodedWar.delete(folder);
        this.lastDeployed = ExplodedWar.unpack(server.resolve("codeagent.war"), folder.resolve("0/codeagent"));
        this.apiClasses = classesFolder(0, SourceTree.API_MODULE);
        ExplodedWar.unpack(lastDeployed.findJar(SourceTree.API_MODULE), apiClasses);
    }

    /** What came out: a version to deploy, or the compiler's errors. */
    record Result(List<ExplodedWar> version, List<String> errors) {}

    /**
     * Builds what these modules' sources are now, and what was not deployed before. All modules are compiled against the
     * contract, so its change is a change of all.
     */
    Result build(Set<String> changed) throws IOException {
        pending.addAll(changed);
        if (pending.contains(SourceTree.API_MODULE)) {
            pending.addAll(SourceTree.MODULES);
        }
        buildNumber++;
        Map<String, Path> classes = new LinkedHashMap<>();
        var errors = new ArrayList<String>();
        for (String module : SourceTree.MODULES) {
            if (pending.contains(module) && errors.isEmpty()) {
                Path target = classesFolder(buildNumber, module);
                errors.addAll(compiler.compile(tree.javaFolder(module), target, compileClassPath(module, classes)));
                classes.put(module, target);
            }
        }
        if (!errors.isEmpty()) {
            return new Result(List.of(), errors);
        }
        ExplodedWar next = lastDeployed.copyTo(folder.resolve(buildNumber + "/codeagent"));
        for (var module : classes.entrySet()) {
            next.replaceModule(module.getKey(), module.getValue(), tree.resourcesFolder(module.getKey()));
        }
        if (pending.contains(SourceTree.WEB_APP)) {
            next.overlay(tree.root().resolve(SourceTree.WEB_APP));
        }
        return new Result(List.of(next), List.of());
    }

    private Path classesFolder(int buildNumber, String module) {
        return folder.resolve("classes/" + buildNumber + "/" + module);
    }

    /** What the module is compiled against: folders, because the compiler keeps jars open. */
    private List<Path> compileClassPath(String module, Map<String, Path> classes) {
        return module.equals(SourceTree.API_MODULE)
                ? List.of()
                : List.of(classes.getOrDefault(SourceTree.API_MODULE, apiClasses));
    }

    /** The version runs, and the one before it is not needed any more. */
    void markDeployed(ExplodedWar version) throws IOException {
        if (pending.contains(SourceTree.API_MODULE)) {
            apiClasses = classesFolder(buildNumber, SourceTree.API_MODULE);
        }
        pending.clear();
        ExplodedWar previous = lastDeployed;
        lastDeployed = version;
        ExplodedWar.delete(previous.folder().getParent());
    }

    /** The last version that ran. */
    ExplodedWar lastDeployed() {
        return lastDeployed;
    }

    @Override
    public void close() throws IOException {
        compiler.close();
        ExplodedWar.delete(folder);
    }
}
