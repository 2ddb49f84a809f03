package dev.codeagent.executor;

import dev.codeagent.executor.builds.BuildTools;
import dev.codeagent.executor.commands.BackgroundProcesses;
import dev.codeagent.executor.commands.CommandTools;
import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessTools;
import dev.codeagent.executor.files.PathTools;
import dev.codeagent.executor.files.ReadTools;
import dev.codeagent.executor.files.SearchTool;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.files.WriteTools;
import dev.codeagent.executor.git.GitTools;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Maps tool names to their implementations. {@code tools.json} contains the schemas; a tool that is not in it is for
 * the server only.
 */
final class ExecutorToolRegistry {
    private final Map<String, Tool> tools = new HashMap<>();
    private final WorkspaceConfig config;
    private final Workspace workspace;
    private final ProcessRunner runner;

    ExecutorToolRegistry(WorkspaceConfig config, Workspace workspace, ProcessRunner runner) {
        this.config = config;
        this.workspace = workspace;
        this.runner = runner;
    }

    /** The result of {@code tools/list}. */
    static JsonObject definitions() {
        try (InputStream in = ExecutorToolRegistry.class.getResourceAsStream("/tools.json");
                var reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Tool> tools() {
        return tools;
    }

    private void addReadOnly(String name, Function<ToolCall, ToolResult> handler) {
        tools.put(name, new Tool.ReadOnly(handler));
    }

    private void addAtMostOnce(String name, Function<ToolCall, ToolResult> handler) {
        tools.put(name, new Tool.AtMostOnce(handler));
    }

    ExecutorToolRegistry addFileTools() {
        var readTools = new ReadTools(workspace);
        addReadOnly("read_file", readTools::read);
        addReadOnly("list_files", readTools::list);
        addReadOnly("stat", readTools::stat);
        addReadOnly("search", new SearchTool(workspace)::search);
        var writeTools = new WriteTools(workspace, runner.context().diskQuota());
        tools.put("write_file", writeTools.write());
        tools.put("edit_file", writeTools.edit());
        var pathTools = new PathTools(workspace);
        tools.put("move_file", pathTools.move());
        tools.put("delete_file", pathTools.delete());
        tools.put("make_folder", pathTools.createDirectory());
        return this;
    }

    ExecutorToolRegistry addCommandTools() {
        addAtMostOnce("run_command", new CommandTools(workspace, runner, config.commandTimeout())::run);
        return this;
    }

    ExecutorToolRegistry addProcessTools(BackgroundProcesses backgroundProcesses) {
        var processTools = new ProcessTools(workspace, backgroundProcesses);
        addAtMostOnce("process_start", processTools::start);
        addAtMostOnce("process_write", processTools::write);
        addAtMostOnce("process_signal", processTools::signal);
        addReadOnly("process_read", processTools::read);
        addReadOnly("process_list", processTools::list);
        return this;
    }

    ExecutorToolRegistry addGitTools(GitTools gitTools) {
        addReadOnly("git_status", gitTools::status);
        addReadOnly("git_diff", gitTools::diff);
        addReadOnly("git_log", gitTools::log);
        addReadOnly("git_show", gitTools::show);
        addReadOnly("workspace_export", gitTools::export);
        tools.put("git_commit", gitTools.commit());
        tools.put("git_apply", gitTools.apply());
        tools.put("git_branch", gitTools.branch());
        return this;
    }

    /** {@code project_info} and {@code prepare} are for the server only. */
    ExecutorToolRegistry addBuildTools(BuildTools buildTools) {
        addAtMostOnce("run_tests", buildTools::runTests);
        addAtMostOnce("prepare", buildTools::fetchDependencies);
        addReadOnly("project_info", buildTools::projectInfo);
        return this;
    }

    /** For the server only: agents do not undo calls. */
    ExecutorToolRegistry addUndoTools(UndoTools undoTools, UnexportedFiles unexportedFiles) {
        addReadOnly("workspace_unexported", unexportedFiles::list);
        addReadOnly("workspace_changes", undoTools::changes);
        tools.put("workspace_undo", new Tool.Resumable(undoTools::undo));
        return this;
    }
}
