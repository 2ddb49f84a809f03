package dev.codeagent.executor;

import dev.codeagent.egress.SocketRelay;
import dev.codeagent.executor.mcp.RequestHandler;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolDispatcher;
import dev.codeagent.executor.tool.ToolExecutionException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Executes the requests on one workspace. The command line opens it, or the server once the container runs. It stays
 * open until the executor exits, for every server that attaches.
 */
final class WorkspaceRequestHandler implements RequestHandler, AutoCloseable {
    private static final String OPEN = "codeagent/open";
    private static final String IMPORT = "codeagent/import";
    private static final String WARM_UP = "codeagent/warmUp";

    private final String project;
    private volatile Optional<OpenWorkspace> workspace = Optional.empty();
    private Optional<SocketRelay> egressRelay = Optional.empty();
    private String run = "";

    /** @param project the only project whose workspace may be opened; empty allows any */
    WorkspaceRequestHandler(String project) {
        this.project = project;
    }

    void open(WorkspaceConfig config) throws IOException {
        run = config.run();
        if (config.egressSocket().isPresent() && egressRelay.isEmpty()) {
            egressRelay = Optional.of(SocketRelay.listenOnPort(
                    SocketRelay.PORT, config.egressSocket().get()));
        }
        workspace = Optional.of(OpenWorkspace.open(config, OpenWorkspace.createProcessTree(config.results())));
    }

    @Override
    public JsonObject listTools() {
        return ExecutorToolRegistry.definitions();
    }

    @Override
    public boolean isConcurrent(String tool) {
        return tool.equals(ToolDispatcher.CALL_STATUS);
    }

    @Override
    public JsonObject callTool(String tool, JsonObject arguments, String id, Consumer<String> progress) {
        return requireOpenWorkspace().callTool(tool, new ToolCall(id, new JsonArguments(arguments), progress));
    }

    @Override
    public void resetCancellation() {
        workspace.ifPresent(OpenWorkspace::resetCancellation);
    }

    @Override
    public void cancelRunningCall() {
        workspace.ifPresent(OpenWorkspace::cancel);
    }

    @Override
    public boolean supports(String method) {
        return method.equals(OPEN) || method.equals(IMPORT) || method.equals(WARM_UP);
    }

    @Override
    public JsonObject handle(String method, JsonObject params) {
        try {
            if (method.equals(WARM_UP)) {
                warmUp();
                return JsonValue.EMPTY_JSON_OBJECT;
            }
            var arguments = new JsonArguments(params);
            boolean imported = method.equals(OPEN)
                    ? open(arguments)
                    : requireOpenWorkspace().bundleImport().acceptChunk(arguments);
            return Json.createObjectBuilder().add("imported", imported).build();
        } catch (ToolExecutionException e) {
            throw new RequestRejectedException(method + ": " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            throw new RequestRejectedException(method + " failed: " + e);
        }
    }

    /** Returns whether the workspace is imported already. */
    private boolean open(JsonArguments params) throws IOException {
        WorkspaceConfig config = WorkspaceConfig.of(params);
        if (!project.isEmpty() && !project.equals(config.project())) {
            throw new RequestRejectedException(
                    "this sandbox belongs to project " + project + ", not to " + config.project());
        }
        if (workspace.isPresent() && !run.equals(config.run())) {
            throw new RequestRejectedException("this sandbox is assigned to run '" + run + "', not to " + config.run());
        }
        if (workspace.isEmpty()) {
            open(config);
        }
        BundleImport bundleImport = requireOpenWorkspace().bundleImport();
        bundleImport.reset();
        return bundleImport.isComplete();
    }

    private void warmUp() throws IOException {
        if (workspace.isPresent()) {
            throw new RequestRejectedException("the workspace is open already; send " + WARM_UP + " before " + OPEN);
        }
        WarmUp.run();
    }

    private OpenWorkspace requireOpenWorkspace() {
        return workspace.orElseThrow(
                () -> new RequestRejectedException("the workspace is not open; send " + OPEN + " first"));
    }

    @Override
    public void close() throws IOException {
        if (egressRelay.isPresent()) {
            egressRelay.get().close();
        }
        if (workspace.isPresent()) {
            workspace.get().close();
        }
    }
}
