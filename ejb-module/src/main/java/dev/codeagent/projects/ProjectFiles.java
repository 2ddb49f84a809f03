package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileEntry;
import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FilePage;
import dev.codeagent.api.file.FileQuery;
import dev.codeagent.api.file.FileSearch;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.file.WriteCondition;
import dev.codeagent.api.file.WrittenFile;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** Lists, reads, searches and writes the files of projects; lists, reads and searches those of runs. */
public final class ProjectFiles {
    private final RepositoryLocator repositoryLocator;

    /** @param roots the directories that can be projects */
    public ProjectFiles(Path dataDirectory, PathMapping pathMapping, ProjectRoots roots) {
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
    }

    /** The files of a project, or of a run of it. */
    public final class Source {
        private final FileTree tree;
        private Optional<SortedSet<String>> names = Optional.empty();

        private Source(FileTree tree) {
            this.tree = tree;
        }

        /** Listed once, because git does it. */
        private SortedSet<String> names() {
            if (names.isEmpty()) {
                names = Optional.of(tree.names());
            }
            return names.get();
        }

        /** The paths of all files, links and repositories, as text. */
        public List<String> paths() {
            return names().stream().map(GitPaths::display).toList();
        }

        /**
         * What is at a path; empty if there is nothing that git shows.
         *
         * @throws AgentException INVALID_VALUE if the path leads out of the project or into {@code .git}
         */
        public Optional<FileEntry.Type> typeOf(String path) {
            String name = ClientPaths.directoryName(path);
            boolean directory = names().tailSet(name + "/").stream()
                    .findFirst()
                    .filter(first -> first.startsWith(name + "/"))
                    .isPresent();
            return directory || name.isEmpty()
                    ? Optional.of(FileEntry.Type.DIRECTORY)
                    : Optional.of(name)
                            .filter(names()::contains)
                            .flatMap(tree::find)
                            .map(FileEntry::type);
        }

        /** @throws AgentException NOT_FOUND if there is no such directory */
        public FilePage list(FileQuery query) {
            String directory = ClientPaths.directoryName(query.directory());
            NavigableMap<String, Optional<FileEntry>> children = children(directory, query.recursive());
            if (children.isEmpty() && !directory.isEmpty()) {
                throw notFound("directory", query.directory());
            }
            String after = decodeCursor(query.cursor());
            var entries = new ArrayList<FileEntry>();
            String last = after;
            for (Map.Entry<String, Optional<FileEntry>> child :
                    children.tailMap(after, false).entrySet()) {
                if (entries.size() == query.limit()) {
                    return new FilePage(entries, Optional.of(encodeCursor(last)));
                }
                last = child.getKey();
                child.getValue().or(() -> tree.find(child.getKey())).ifPresent(entries::add);
            }
            return new FilePage(entries, Optional.empty());
        }

        /** The names below a directory; directories have their entry. */
        private NavigableMap<String, Optional<FileEntry>> children(String directory, boolean recursive) {
            String prefix = directory.isEmpty() ? "" : directory + "/";
            var children = new TreeMap<String, Optional<FileEntry>>();
            for (String name : tree.names()) {
                if (name.startsWith(prefix)) {
                    int end = recursive ? -1 : name.indexOf('/', prefix.length());
                    if (end < 0) {
                        children.put(name, Optional.empty());
                    } else {
                        String child = name.substring(0, end);
                        children.putIfAbsent(
                                child,
                                Optional.of(new FileEntry(GitPaths.display(child), FileEntry.Type.DIRECTORY, 0)));
                    }
                }
            }
            return children;
        }

        /** @throws AgentException NOT_FOUND; MESSAGE_TOO_LARGE if a large file is requested as a whole */
        public FileContent read(String path, ByteRange range) {
            FileContent content =
                    tree.read(ClientPaths.fileName(path), range).orElseThrow(() -> notFound("file", path));
            if (range.isAll() && !content.isWhole()) {
                throw new AgentException(
                        ErrorCode.MESSAGE_TOO_LARGE,
                        "'" + path + "' has " + content.size() + " bytes; read it in parts with the header Range, for"
                                + " example bytes=0-" + (FileService.MAX_READ_BYTES - 1));
            }
            return content;
        }

        public FileMatches search(FileSearch search) {
            String directory = ClientPaths.directoryName(search.directory());
            List<String> names = tree.names().stream()
                    .filter(name -> directory.isEmpty() || GitPaths.isIn(directory, name))
                    .toList();
            return new ContentSearch(search).run(tree, names);
        }
    }

    private static AgentException notFound(String what, String path) {
        return new AgentException(
                ErrorCode.NOT_FOUND,
                "no " + what + " '" + path + "': it does not exist, is no " + what
                        + ", or is ignored by git; links are not followed");
    }

    /** The working tree of a project, or the last commit that was fetched or uploaded. */
    public Source ofProject(Project project) {
        if (project.kind() == ProjectKind.FOLDER) {
            return new Source(working(project));
        }
        Repository repository = repositoryLocator.open(project);
        return new Source(new CommitFileTree(repository.git(), repository.head()));
    }

    private WorkingFiles working(Project project) {
        Repository repository = repositoryLocator.open(project);
        return new WorkingFiles(
                repository,
                WorkingFiles.without(
                        repositoryLocator.findRepositoryAbove(project),
                        repository.git().workTree()));
    }

    /**
     * What a run started from, with its patch.
     *
     * @throws AgentException NOT_FOUND if it was deleted
     */
    public Source ofRun(Project project, RunId run) {
        RunCommit commit = RunCommit.find(repositoryLocator, project, run)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NOT_FOUND,
                        "the files of run " + run + " were deleted, or it ended before it had any; the project has its"
                                + " current files"));
        return new Source(new CommitFileTree(commit.git(), commit.id()));
    }

    /** What a run starts from, without its patch; its workspace exists. */
    public Source ofBase(Project project, RunId run) {
        RunCommit commit = RunCommit.ofBase(repositoryLocator, project, run);
        return new Source(new CommitFileTree(commit.git(), commit.id()));
    }

    /** Writes a file of a working tree . An apply in the same project waits, or is waited for. */
    public WrittenFile write(Project project, String path, byte[] content, WriteCondition condition) {
        String name = ClientPaths.fileName(path);
        if (content.length > FileService.MAX_WRITE_BYTES) {
            throw new AgentException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "a file that is written may contain at most " + FileService.MAX_WRITE_BYTES + " bytes");
        }
        if (project.kind() != ProjectKind.FOLDER) {
            throw AgentException.invalidValue("project " + project.id()
                    + " has no working tree on the server; write the file where the project comes from");
        }
        synchronized (ApplyJournal.lock(repositoryLocator, project)) {
            WorkingFiles files = working(project);
            ApplyJournal.of(repositoryLocator, project).recover(files.repository());
            return files.write(name, content, condition);
        }
    }

    private static String encodeCursor(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String decodeCursor(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw AgentException.invalidValue(
                            "parameter 'cursor' is '" + cursor + "'; use 'next' of the page before, unchanged")
                    .inField("cursor");
        }
    }
}
