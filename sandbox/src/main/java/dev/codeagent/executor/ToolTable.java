package dev.codeagent.executor;

import dev.codeagent.executor.builds.BuildTools;
import dev.codeagent.executor.commands.Background;
import dev.codeagent.executor.commands.CommandTools;
import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.commands.ProcessTools;
import dev.codeagent.executor.files.EntryTools;
import dev.codeagent.executor.files.ReadTools;
import dev.codeagent.executor.files.SearchTool;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.files.WriteTools;
import dev.codeagent.executor.git.GitTools;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.Tool;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Which tool is done by what. Their schemas stand in {@code tools.json}; those that are missing there are the server's own. */
final class ToolTable {
    private final Map<String, Tool> tools = new HashMap<>();
    private final Opening opening;
    private final Workspace workspace;
    private final Commands commands;

    ToolTable(Opening opening, Workspace workspace, Commands commands) {
        this.opening = opening;
        this.workspace = workspace;
        this.commands = commands;
    }

    Map<String, Tool> tools() {
        return tools;
    }

    private void reading(String name, Function<Call, Result> work) {
        tools.put(name, new Tool.Reading(work));
    }

    private void once(String name, Function<Call, Result> work) {
        tools.put(name, new Tool.Once(work));
    }

    ToolTable files() {
        var read = new ReadTools(workspace);
        reading("read_file", read::read);
        reading("list_files", read::list);
        reading("stat", read::stat);
        reading("search", new SearchTool(workspace)::search);
        var write = new WriteTools(workspace, commands.surroundings().disk());
        tools.put("write_file", write.write());
        tools.put("edit_file", write.edit());
        var entries = new EntryTools(workspace);
        tools.put("move_file", entries.move());
        tools.put("delete_file", entries.delete());
        tools.put("make_folder", entries.makeFolder());
        return this;
    }

    ToolTable commands() {
        once("run_command", new CommandTools(workspace, commands, opening.limit())::run);
        return this;
    }

    ToolTable processes(Background background) {
        var processes = new ProcessTools(workspace, background);
        once("process_start", processes::start);
        once("process_write", processes::write);
        once("process_signal", processes::signal);
        reading("process_read", processes::read);
        reading("process_list", processes::list);
        return this;
    }

    ToolTable git(GitTools git) {
        reading("git_status", git::status);
        reading("git_diff", git::diff);
        reading("git_log", git::log);
        reading("git_show", git::show);
        reading("workspace_export", git::export);
        tools.put("git_commit", git.commit());
        tools.put("git_apply", git.apply());
        tools.put("git_branch", git.branch());
        return this;
    }

    /** {@code project_info} and {@code prepare} are the server's. */
    ToolTable builds(BuildTools builds) {
        once("run_tests", builds::test);
        once("prepare", builds::prepare);
        reading("project_info", builds::info);
        return this;
    }
}
