package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FilePage;
import dev.codeagent.api.file.FileQuery;
import dev.codeagent.api.file.FileSearch;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.file.FileSource;
import dev.codeagent.api.file.WriteCondition;
import dev.codeagent.api.file.WrittenFile;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.security.Caller;
import dev.codeagent.projects.InteractiveReads;
import dev.codeagent.projects.ProjectFiles;
import java.util.function.Function;
import java.util.logging.Logger;

/** The use cases of files: finds the project or the run whose files are meant. */
public record FileBrowser(ProjectStore projects, RunJournal journal, ProjectFiles files) implements FileService {
    private static final Logger LOG = Logger.getLogger(FileBrowser.class.getName());
    private static final int MAX_PAGE = 5_000;
    private static final int MAX_MATCHES = 1_000;
    private static final int MAX_TEXT = 500;

    @Override
    public FilePage list(Caller caller, FileSource source, FileQuery query) {
        requireLimit(query.limit(), MAX_PAGE);
        return interactively(source, files -> files.list(query));
    }

    @Override
    public FileContent read(Caller caller, FileSource source, String path, ByteRange range) {
        return interactively(source, files -> files.read(path, range));
    }

    @Override
    public FileMatches search(Caller caller, FileSource source, FileSearch search) {
        requireLimit(search.limit(), MAX_MATCHES);
        if (search.text().isEmpty()
                || search.text().length() > MAX_TEXT
                || search.text().indexOf('\n') >= 0) {
            throw AgentException.invalidValue("parameter 'text' must be one line of 1 to " + MAX_TEXT
                            + " characters, which a line contains")
                    .inField("text");
        }
        return interactively(source, files -> files.search(search));
    }

    private static void requireLimit(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw AgentException.invalidValue("parameter 'limit' is " + limit + "; use a number from 1 to " + max)
                    .inField("limit");
        }
    }

    @Override
    public WrittenFile write(Caller caller, ProjectId project, String path, byte[] content, WriteCondition condition) {
        WrittenFile written = files.write(find(project), path, content, condition);
        LOG.info("user action=write caller=" + caller.name() + " project=" + project + " bytes=" + content.length);
        return written;
    }

    private <T> T interactively(FileSource source, Function<ProjectFiles.Source, T> read) {
        return switch (source) {
            case FileSource.OfProject p -> {
                Project project = find(p.project());
                yield InteractiveReads.of(project.id(), () -> read.apply(files.ofProject(project)));
            }
            case FileSource.OfRun r -> {
                Run run = new RunReferences(journal).find(r.run());
                if (!run.state().isTerminal()) {
                    throw new AgentException(
                            ErrorCode.RUN_NOT_FINISHED,
                            "run " + run.id() + " is still running; its files can be read when it has ended");
                }
                new DiscardedPatches(journal).requireKept(run.id());
                Project project = find(run.project());
                yield InteractiveReads.of(project.id(), () -> read.apply(files.ofRun(project, run.id())));
            }
        };
    }

    private Project find(ProjectId project) {
        return projects.get(project);
    }
}
