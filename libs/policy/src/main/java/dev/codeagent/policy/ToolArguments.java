package dev.codeagent.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The meaning of every argument of every tool. A test compares this table with the schemas of the tools. An argument
 * that is missing here matches every rule that denies or asks.
 */
public final class ToolArguments {
    private static final Map<String, Map<String, ArgumentKind>> TABLE = parse("""
            read_file: path=FILE_READ offset=VALUE limit=VALUE
            list_files: path=FILE_READ depth=VALUE
            stat: path=FILE_READ
            search: path=FILE_READ glob=FILE_GLOB pattern=VALUE context=VALUE case_sensitive=VALUE fixed_strings=VALUE \
            files_only=VALUE count=VALUE hidden=VALUE no_ignore=VALUE limit=VALUE
            edit_file: path=FILE_WRITE old=VALUE new=VALUE replace_all=VALUE
            write_file: path=FILE_WRITE content=VALUE
            move_file: from=MOVED to=FILE_WRITE
            delete_file: path=DELETED recursive=VALUE
            make_folder: path=FILE_WRITE
            run_command: command=COMMAND cwd=DIRECTORY env=ENVIRONMENT stdin=INPUT timeout=VALUE
            run_tests: filter=WORD tool=VALUE
            process_start: command=COMMAND cwd=DIRECTORY env=ENVIRONMENT stdin=INPUT
            process_read: process=VALUE offset=VALUE limit=VALUE wait_ms=VALUE
            process_write: process=VALUE input=PROCESS_INPUT close=VALUE
            process_signal: process=VALUE signal=VALUE
            process_list:
            git_status:
            git_diff: path=FILE_READ from=REVISION to=REVISION
            git_log: path=FILE_READ commit=REVISION limit=VALUE
            git_show: path=FILE_READ commit=REVISION
            git_commit: paths=FILE message=VALUE
            git_branch: name=VALUE from=REVISION switch=VALUE
            git_apply: patch=PATCH reverse=VALUE
            fetch_packages: registry=REGISTRY packages=VALUE
            docker_list:
            docker_images:
            docker_create: name=VALUE image=IMAGE command=COMMAND env=ENVIRONMENT cwd=DIRECTORY user=VALUE volumes=WORD \
            tmpfs=WORD memory=VALUE cpus=VALUE
            docker_start: container=VALUE
            docker_stop: container=VALUE timeout=VALUE
            docker_restart: container=VALUE timeout=VALUE
            docker_remove: container=VALUE
            docker_inspect: container=VALUE
            docker_logs: container=VALUE tail=VALUE timestamps=VALUE
            docker_exec: container=VALUE command=COMMAND env=ENVIRONMENT cwd=DIRECTORY user=VALUE timeout=VALUE
            docker_compose_up: path=FILE_READ env=WORD timeout=VALUE
            docker_compose_down: name=VALUE volumes=VALUE
            docker_compose_ps: name=VALUE
            """);

    private ToolArguments() {}

    /** Returns the names of the arguments that are classified; empty if the tool is unknown. */
    public static Set<String> namesOf(String tool) {
        return TABLE.getOrDefault(tool, Map.of()).keySet();
    }

    /** Returns the tools that are classified. */
    public static Set<String> tools() {
        return TABLE.keySet();
    }

    static Optional<ArgumentKind> kindOf(String tool, String argument) {
        return Optional.ofNullable(TABLE.getOrDefault(tool, Map.of()).get(argument));
    }

    private static Map<String, Map<String, ArgumentKind>> parse(String table) {
        return table.lines()
                .map(line -> line.split(": *", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0],
                        parts -> Arrays.stream(parts[1].split(" "))
                                .filter(argument -> !argument.isEmpty())
                                .map(argument -> argument.split("="))
                                .collect(Collectors.toMap(a -> a[0], a -> ArgumentKind.valueOf(a[1])))));
    }
}
