package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.policy.PolicyRequest.FileReference;
import dev.codeagent.policy.PolicyRequest.Reach;
import dev.codeagent.policy.shell.ShellCommand;
import dev.codeagent.policy.shell.ShellScript;
import dev.codeagent.policy.shell.ShellWord;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the arguments of one call by their {@link ArgumentKind}. */
final class PolicyRequestBuilder {
    /** Programs that move, copy or link whole directories, so that a rule about a file in them applies. */
    private static final Set<String> TREE_PROGRAMS = Set.of("mv", "cp", "rm", "ln", "install", "rsync", "rename");

    private static final Map<String, String> REGISTRY_HOSTS = Map.of(
            "maven", "repo.maven.apache.org",
            "npm", "registry.npmjs.org",
            "pypi", "pypi.org",
            "cargo", "index.crates.io",
            "go", "proxy.golang.org");

    private final String tool;
    private final List<FileReference> files = new ArrayList<>();
    private final List<ShellWord> directories = new ArrayList<>();
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> commands = new ArrayList<>();
    private Optional<String> globDirectory = Optional.empty();
    private Optional<String> input = Optional.empty();
    private Optional<String> processInput = Optional.empty();
    private String unclassified = "";
    private String problem = "";

    PolicyRequestBuilder(String tool) {
        this.tool = tool;
    }

    PolicyRequest build(JsonObject arguments) {
        globDirectory = text(arguments.getOrDefault("path", JsonValue.NULL));
        arguments.forEach((name, value) -> {
            if (value.getValueType() != JsonValue.ValueType.NULL) {
                add(name, value);
            }
        });
        Optional<ShellScript> script = problem.isEmpty() ? parseScript() : Optional.empty();
        script.ifPresent(this::addScript);
        var variables = new LinkedHashSet<>(environment.keySet());
        script.ifPresent(s -> variables.addAll(s.variables()));
        return new PolicyRequest(
                tool, script, files, directories, List.copyOf(hosts), variables, unclassified, problem);
    }

    private void add(String name, JsonValue value) {
        Optional<ArgumentKind> kind = ToolArguments.kindOf(tool, name);
        List<String> texts = texts(value);
        texts.forEach(t -> hosts.addAll(HostExtractor.fromText(t)));
        if (kind.isEmpty()) {
            unclassified = "the argument '" + name + "' of " + tool + " is unknown to the policy; leave it out";
            return;
        }
        if (kind.get() == ArgumentKind.ENVIRONMENT) {
            addEnvironment(name, value);
        } else if (!isReadable(kind.get(), value)) {
            problem = "the argument '" + name + "' of " + tool + " must be a text or a list of texts";
        } else {
            texts.forEach(t -> add(kind.get(), t));
        }
    }

    private static boolean isReadable(ArgumentKind kind, JsonValue value) {
        return kind == ArgumentKind.VALUE
                || kind == ArgumentKind.WORD
                || value instanceof JsonString
                || value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance);
    }

    private void add(ArgumentKind kind, String text) {
        switch (kind) {
            case FILE_READ -> addFile(text, Access.READ, true, Reach.PATH);
            case FILE_WRITE -> addFile(text, Access.WRITE, true, Reach.PATH);
            case FILE -> addFile(text, Access.ANY, true, Reach.PATH);
            case MOVED -> addFile(text, Access.ANY, true, Reach.TREE);
            case DELETED -> addFile(text, Access.WRITE, true, Reach.TREE);
            case FILE_GLOB -> files.addAll(SearchGlob.files(globDirectory.orElse(""), text));
            case DIRECTORY -> {
                directories.add(ShellWord.of(text));
                addFile(text, Access.READ, true, Reach.PATH);
            }
            case PATCH -> PatchPaths.of(text).forEach(path -> addFile(path, Access.ANY, true, Reach.PATH));
            case REVISION, WORD, IMAGE -> addFile(text, Access.ANY, false, Reach.PATH);
            case COMMAND -> commands.add(text);
            case INPUT -> input = Optional.of(text);
            case PROCESS_INPUT -> processInput = Optional.of(text);
            case REGISTRY -> hosts.add(REGISTRY_HOSTS.getOrDefault(text, "*"));
            case ENVIRONMENT, VALUE -> {}
        }
    }

    private void addFile(String path, Access access, boolean certain, Reach reach) {
        files.add(new FileReference(ShellWord.of(path), access, certain, reach));
    }

    private void addEnvironment(String name, JsonValue value) {
        if (!(value instanceof JsonObject variables)) {
            problem = "the argument '" + name + "' of " + tool + " must be an object with texts";
            return;
        }
        variables.forEach((variable, v) -> environment.put(variable, text(v).orElseGet(v::toString)));
        environment.forEach((variable, v) -> hosts.addAll(HostExtractor.fromVariable(variable, v)));
    }

    private Optional<ShellScript> parseScript() {
        try {
            if (commands.isEmpty() && environment.isEmpty()) {
                return processInput.map(ShellScript::parseInput);
            }
            return Optional.of(ShellScript.parse(String.join("\n", commands), environment, input));
        } catch (AgentException e) {
            problem = e.getMessage() + "; commands that can't be parsed are denied; write a simpler command";
            return Optional.empty();
        }
    }

    private void addScript(ShellScript script) {
        script.files()
                .forEach(f -> files.add(
                        new FileReference(f.path(), f.written() ? Access.WRITE : Access.READ, true, Reach.PATH)));
        script.words().forEach(w -> files.add(new FileReference(w, Access.ANY, false, Reach.PATH)));
        script.commands().stream()
                .filter(PolicyRequestBuilder::movesTrees)
                .flatMap(c -> c.words().stream().skip(1))
                .forEach(w -> files.add(new FileReference(w, Access.ANY, false, Reach.TREE)));
        script.commands().forEach(c -> hosts.addAll(HostExtractor.fromCommand(c)));
        script.files().forEach(f -> hosts.addAll(HostExtractor.fromDevicePath(f.path())));
    }

    private static boolean movesTrees(ShellCommand command) {
        String program = command.programName().orElse("");
        return TREE_PROGRAMS.contains(program)
                || program.equals("git")
                        && command.words().stream().anyMatch(w -> w.text().equals("mv"));
    }

    private static Optional<String> text(JsonValue value) {
        return value instanceof JsonString s ? Optional.of(s.getString()) : Optional.empty();
    }

    /** All texts in the value. */
    private static List<String> texts(JsonValue value) {
        return switch (value) {
            case JsonString s -> List.of(s.getString());
            case JsonArray array ->
                array.stream().flatMap(v -> texts(v).stream()).toList();
            case JsonObject object ->
                object.values().stream().flatMap(v -> texts(v).stream()).toList();
            default -> List.of();
        };
    }
}
