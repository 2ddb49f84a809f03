package dev.codeagent.cli.dev;

import dev.codeagent.cli.dev.ModuleGraph.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Versions of the application, each made of the last good one and the modules that changed since. */
final class IncrementalBuild implements AutoCloseable {
    private final SourceTree tree;
    private final Path folder;
    private final ModuleCompiler compiler;
    private final Set<String> pending = new HashSet<>();
    private final Map<Module, Path> deployedClasses = new HashMap<>();
    private Map<Module, Path> builtClasses = Map.of();
    private ExplodedWar lastDeployed;
    private int buildNumber;

    /** {@code folder} is emptied; {@code server} is the folder of the built server. */
    IncrementalBuild(SourceTree tree, Path server, Path folder) throws IOException {
        this.tree = tree;
        this.folder = folder;
        this.compiler = new ModuleCompiler(tree.root(), server);
        ExplodedWar.delete(folder);
        this.lastDeployed = ExplodedWar.unpack(server.resolve("codeagent.war"), folder.resolve("0/codeagent"));
    }

    /** What came out: a version to deploy, or the compiler's errors. */
    record Result(List<ExplodedWar> version, List<String> errors) {}

    /**
     * Builds these parts of the WAR, all parts that changed since the last deployment, and the modules that depend on
     * them.
     *
     * @param changed as {@link SourceTree#findDeployedPart} names them
     */
    Result build(Set<String> changed) throws IOException {
        pending.addAll(changed);
        buildNumber++;
        builtClasses = new LinkedHashMap<>();
        for (Module module : tree.modules().deployed()) {
            if (mustBuild(module)) {
                Path classes = classesFolder(buildNumber, module);
                List<String> errors = compiler.compile(tree.javaFolder(module), classes, compileClassPath(module));
                if (!errors.isEmpty()) {
                    return new Result(List.of(), errors);
                }
                builtClasses.put(module, classes);
            }
        }
        ExplodedWar next = lastDeployed.copyTo(folder.resolve(buildNumber + "/codeagent"));
        for (var built : builtClasses.entrySet()) {
            Module module = built.getKey();
            next.replaceModule(module.artifactId(), built.getValue(), tree.resourcesFolder(module));
        }
        if (pending.contains(SourceTree.WEB_APP)) {
            next.overlay(tree.root().resolve(SourceTree.WEB_APP));
        }
        return new Result(List.of(next), List.of());
    }

    /** Modules come in build order: one that depends on a changed module indirectly depends on one built before it. */
    private boolean mustBuild(Module module) {
        return pending.contains(module.path())
                || builtClasses.keySet().stream().map(Module::artifactId).anyMatch(module.dependencies()::contains);
    }

    /** The classes of all dependencies, as folders: the compiler keeps jars open. */
    private List<Path> compileClassPath(Module module) throws IOException {
        var classPath = new ArrayList<Path>();
        for (Module dependency : tree.modules().withDependencies(module.dependencies())) {
            Path built = builtClasses.get(dependency);
            classPath.add(built == null ? deployedClasses(dependency) : built);
        }
        return classPath;
    }

    private Path deployedClasses(Module module) throws IOException {
        Path classes = deployedClasses.get(module);
        if (classes == null) {
            classes = classesFolder(0, module);
            ExplodedWar.unpack(lastDeployed.findJar(module.artifactId()), classes);
            deployedClasses.put(module, classes);
        }
        return classes;
    }

    private Path classesFolder(int buildNumber, Module module) {
        return folder.resolve("classes/" + buildNumber + "/" + module.artifactId());
    }

    /** The version runs, and the one before it is not needed any more. */
    void markDeployed(ExplodedWar version) throws IOException {
        deployedClasses.putAll(builtClasses);
        pending.clear();
        ExplodedWar previous = lastDeployed;
        lastDeployed = version;
        ExplodedWar.delete(Objects.requireNonNull(previous.folder().getParent()));
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
