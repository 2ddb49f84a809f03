package dev.codeagent.orchestrator;

import dev.codeagent.agents.ToolCallAuthorizer;
import dev.codeagent.api.command.FileMention;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileEntry;
import dev.codeagent.api.file.FileQuery;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.orchestrator.MentionResolver.Target;
import dev.codeagent.projects.ProjectFiles;
import jakarta.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The files and folders that the request of a run mentions, as the run starts from them. Agents get what they could read with their
 * tools: the same rules decide, and secrets are replaced in the same way.
 */
public final class MentionedFiles {
    private static final int MAX_CHARS = 60_000;
    private static final int MAX_FILE_CHARS = 30_000;
    private static final int MAX_FILE_BYTES = 4 * MAX_FILE_CHARS;
    private static final int MAX_ENTRIES = 300;

    private final RunEvent.Created created;
    private final Supplier<ProjectFiles.Source> base;
    private final ToolCallAuthorizer authorizer;
    private Optional<Request> request = Optional.empty();

    /**
     * A request with its mentions.
     *
     * @param text with plain paths, as the agents' tools use them
     * @param contents of the files and folders
     */
    record Request(String text, String contents) {}

    /** @param base the files that the run starts from; called only if something is mentioned */
    public MentionedFiles(RunEvent.Created created, Supplier<ProjectFiles.Source> base, ToolCallAuthorizer authorizer) {
        this.created = created;
        this.base = base;
        this.authorizer = authorizer;
    }

    /** @param step the first step that needs them; questions to the user belong to it */
    Request request(String step) {
        if (request.isEmpty()) {
            request = Optional.of(
                    FileMention.findAll(created.prompt()).isEmpty() ? new Request(created.prompt(), "") : read(step));
        }
        return request.get();
    }

    private Request read(String step) {
        ProjectFiles.Source files = base.get();
        Map<String, Target> targets;
        try {
            targets = new MentionResolver(files, created.folder()).resolve(created.prompt());
        } catch (AgentException e) { // The file was deleted after the run was created.
            return new Request(created.prompt(), "\n\nNot given to you: " + e.getMessage());
        }
        var contents = new StringBuilder();
        int number = 0;
        for (Target target : targets.values().stream().distinct().toList()) {
            number++;
            boolean folder = target.type() == FileEntry.Type.DIRECTORY;
            var call = new RunEvent.ToolCalled(
                    step,
                    step + "-m" + number,
                    folder ? "list_files" : "read_file",
                    Json.createObjectBuilder()
                            .add("path", target.path())
                            .build()
                            .toString(),
                    false);
            contents.append("\n\n")
                    .append(folder ? "Mentioned folder " : "Mentioned file ")
                    .append(target.path());
            Optional<String> denial = authorizer.denialReason(call);
            if (denial.isPresent()) {
                contents.append(" is not given to you: ").append(denial.get());
            } else {
                String text = folder ? list(files, target.path()) : content(files, target.path());
                int left = Math.max(0, MAX_CHARS - contents.length());
                contents.append(authorizer.reviewResult(call, cut(text, left)));
            }
        }
        return new Request(
                MentionResolver.replace(created.prompt(), targets, MentionedFiles::word), contents.toString());
    }

    private static String word(Target target) {
        return target.path().contains(" ") ? '"' + target.path() + '"' : target.path();
    }

    private static String list(ProjectFiles.Source files, String path) {
        var page = files.list(new FileQuery(path, false, "", MAX_ENTRIES));
        var list = new StringBuilder(" contains:");
        page.entries()
                .forEach(entry -> list.append("\n- ")
                        .append(entry.path())
                        .append(entry.type() == FileEntry.Type.DIRECTORY ? "/" : ""));
        return page.next().isPresent() ? list + "\n- … and more; list_files shows them" : list.toString();
    }

    private static String content(ProjectFiles.Source files, String path) {
        FileContent content = files.read(path, new ByteRange(0, MAX_FILE_BYTES - 1));
        Optional<String> text = text(content);
        if (text.isEmpty()) {
            return " is no text in UTF-8; it has " + content.size() + " bytes";
        }
        String shown = UnicodeText.prefix(text.get(), MAX_FILE_CHARS);
        boolean whole = content.isWhole() && shown.length() == text.get().length();
        String fence = RunInputs.fence(shown);
        return (whole ? ":\n" : ", its beginning (it has " + content.size() + " bytes; read_file shows the rest):\n")
                + fence + "\n" + shown + (shown.endsWith("\n") ? "" : "\n") + fence;
    }

    /** Empty if the file is binary. A part may end within a character. */
    private static Optional<String> text(FileContent content) {
        int length = content.bytes().length;
        for (int end = length; end >= Math.max(0, content.isWhole() ? length : length - 3); end--) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(content.bytes(), 0, end))
                        .toString();
                return Optional.of(text).filter(t -> t.indexOf(0) < 0);
            } catch (CharacterCodingException e) {
                // The next shorter part may be complete.
            }
        }
        return Optional.empty();
    }

    private static String cut(String text, int maxChars) {
        return text.length() <= maxChars
                ? text
                : " is left out, because the mentioned files are long together; your tools can read it";
    }
}
