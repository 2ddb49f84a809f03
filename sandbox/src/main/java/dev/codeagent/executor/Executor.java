package dev.codeagent.executor;

import dev.codeagent.egress.Relay;
import dev.codeagent.executor.mcp.Desk;
import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.ToolError;
import dev.codeagent.executor.tool.ToolList;
import dev.codeagent.executor.tool.Tools;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What stands behind the protocol: one workspace, opened by the command line, or by the server once the container runs. It
 * stays open until the executor ends, for whichever server attaches.
 */
final class Executor implements Desk, AutoCloseable {
    private static final String OPEN = "codeagent/open";
    private static final String IMPORT = "codeagent/import";
    private static final String REHEARSE = "codeagent/rehearse";

    private final String project;
    private volatile Optional<OpenWorkspace> workspace = Optional.empty();
    private Optional<Relay> egress = Optional.empty();
    private String run = "";

    /** @param project the only one whose workspace may be opened; empty where any may */
    Executor(String project) {
        this.project = project;
    }

    void open(Opening opening) throws IOException {
        run = opening.run();
        if (opening.egress().isPresent() && egress.isEmpty()) {
            egress = Optional.of(Relay.fromPort(Relay.PORT, opening.egress().get()));
        }
        workspace = Optional.of(OpenWorkspace.open(opening, OpenWorkspace.tree(opening.results())));
    }

    @Override
    public JsonObject tools() {
        return ToolList.json();
    }

    @Override
    public boolean beside(String tool) {
        return tool.equals(Tools.STATUS);
    }

    @Override
    public JsonObject call(String tool, JsonObject arguments, String id, Consumer<String> progress) {
        return opened().call(tool, new Call(id, new Arguments(arguments), progress));
    }

    @Override
    public void ready() {
        workspace.ifPresent(OpenWorkspace::ready);
    }

    @Override
    public void cancel() {
        workspace.ifPresent(OpenWorkspace::cancel);
    }

    @Override
    public boolean knows(String method) {
        return method.equals(OPEN) || method.equals(IMPORT) || method.equals(REHEARSE);
    }

    @Override
    public JsonObject request(String method, JsonObject params) {
        try {
            if (method.equals(REHEARSE)) {
                rehearse();
                return JsonValue.EMPTY_JSON_OBJECT;
            }
            var arguments = new Arguments(params);
            boolean imported =
                    method.equals(OPEN) ? open(arguments) : opened().imports().take(arguments);
            return Json.createObjectBuilder().add("imported", imported).build();
        } catch (ToolError e) {
            throw new Refusal(method + ": " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            throw new Refusal(method + " failed: " + e);
        }
    }

    /** Gives whether the workspace was imported already. */
    private boolean open(Arguments params) throws IOException {
        Opening opening = Opening.of(params);
        if (!project.isEmpty() && !project.equals(opening.project())) {
            throw new Refusal("this sandbox belongs to project " + project + ", not to " + opening.project());
        }
        if (workspace.isPresent() && !run.equals(opening.run())) {
            throw new Refusal("this sandbox works for run '" + run + "', not for " + opening.run());
        }
        if (workspace.isEmpty()) {
            open(opening);
        }
        Import clone = opened().imports();
        clone.restart();
        return clone.complete();
    }

    private void rehearse() throws IOException {
        if (workspace.isPresent()) {
            throw new Refusal("the workspace is open already");
        }
        Rehearsal.play();
    }

    private OpenWorkspace opened() {
        return workspace.orElseThrow(() -> new Refusal("the workspace is not open; " + OPEN + " opens it"));
    }

    @Override
    public void close() throws IOException {
        if (egress.isPresent()) {
            egress.get().close();
        }
        if (workspace.isPresent()) {
            workspace.get().close();
        }
    }
}
