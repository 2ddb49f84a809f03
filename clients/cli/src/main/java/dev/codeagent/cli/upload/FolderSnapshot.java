package dev.codeagent.cli.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All files of a folder as a commit: with uncommitted and untracked changes, without ignored files. The same files on the
 * same commit are always the same snapshot.
 *
 * @param commit its parent is the commit that is checked out, if the repository has the history
 * @param leftOut what is not part of it, with the reason
 */
record FolderSnapshot(String commit, Map<String, String> leftOut) {
    private static final String EXCLUDE = ":(exclude,top,literal)";
    private static final List<String> NO_FILTER = List.of("unspecified", "unset", "set");
    private static final String GITLINK = "160000";
    /** The date of a commit without a parent. */
    private static final String NO_DATE = "946684800 +0000";

    static FolderSnapshot take(ClientGit git, LocalFolder folder) throws IOException {
        Path directory = Files.createTempDirectory("codeagent-index");
        Path index = directory.resolve("index");
        try {
            return new Taker(git.withIndex(index), folder).take();
        } finally {
            Files.deleteIfExists(index);
            Files.deleteIfExists(directory.resolve("index.lock"));
            Files.deleteIfExists(directory);
        }
    }

    private static final class Taker {
        private final ClientGit git;
        private final LocalFolder folder;
        private final Map<String, String> leftOut = new LinkedHashMap<>();
        private final List<String> excluded = new ArrayList<>();

        Taker(ClientGit git, LocalFolder folder) {
            this.git = git;
            this.folder = folder;
        }

        FolderSnapshot take() {
            String head =
                    folder.repository().map(LocalFolder.UserRepository::head).orElse("");
            if (!head.isEmpty()) {
                git.run("read-tree", head);
            }
            leaveOutRepositories();
            leaveOutFiltered();
            leaveOutBuildOutput();
            var pathspecs = new ArrayList<>(List.of("."));
            withoutIgnored(excluded).forEach(name -> pathspecs.add(EXCLUDE + name));
            git.run(ClientGit.join(pathspecs), "add", "-A", "--pathspec-from-file=-", "--pathspec-file-nul");
            return new FolderSnapshot(commit(git.run("write-tree"), head), Map.copyOf(leftOut));
        }

        private void leaveOutRepositories() {
            var gitlinks = new ArrayList<String>();
            for (String entry : git.names(new byte[0], "ls-files", "-s", "-z")) {
                if (entry.startsWith(GITLINK)) {
                    gitlinks.add(entry.substring(entry.indexOf('\t') + 1));
                }
            }
            if (!gitlinks.isEmpty()) {
                git.run(ClientGit.join(gitlinks), "update-index", "--force-remove", "-z", "--stdin");
            }
            gitlinks.forEach(name -> leaveOut(name, "it is a submodule, which is not uploaded"));
            for (String name : git.names(new byte[0], "ls-files", "-o", "--exclude-standard", "-z")) {
                if (name.endsWith("/")) {
                    leaveOut(name.substring(0, name.length() - 1), "it is a nested repository");
                }
            }
        }

        private void leaveOut(String name, String reason) {
            excluded.add(name);
            leftOut.putIfAbsent(ClientGit.display(name), reason);
        }

        /** What passes a program on its way into git is not stored, because the program does not run here. */
        private void leaveOutFiltered() {
            var tracked = new HashMap<String, Boolean>();
            for (String entry : git.names(new byte[0], "ls-files", "-z", "-t", "-c", "-o", "--exclude-standard")) {
                tracked.put(entry.substring(2), entry.charAt(0) != '?');
            }
            if (tracked.isEmpty()) {
                return;
            }
            var unchanged = new ArrayList<String>();
            byte[] output = git.run(ClientGit.join(tracked.keySet()), "check-attr", "-z", "--stdin", "filter")
                    .output();
            String[] fields = new String(output, StandardCharsets.ISO_8859_1).split("\0", -1);
            for (int i = 0; i + 2 < fields.length; i += 3) { // path, attribute, value
                if (NO_FILTER.contains(fields[i + 2])) {
                    continue;
                }
                String reason = "the attribute 'filter' names the program '" + ClientGit.display(fields[i + 2]) + "'";
                if (!Boolean.TRUE.equals(tracked.get(fields[i]))) {
                    leaveOut(fields[i], reason);
                } else if (Files.exists(folder.root().resolve(ClientGit.display(fields[i])))) {
                    unchanged.add(fields[i]);
                    leftOut.putIfAbsent(ClientGit.display(fields[i]), reason + "; the server gets what HEAD has");
                }
            }
            if (!unchanged.isEmpty()) {
                git.run(ClientGit.join(unchanged), "update-index", "--assume-unchanged", "-z", "--stdin");
            }
        }

        /** {@code target} beside a {@code pom.xml}, unless the project tracks files in it, as on the server. */
        private void leaveOutBuildOutput() {
            for (String pom : git.names(
                    new byte[0], "ls-files", "-z", "-co", "--exclude-standard", "--", "pom.xml", "*/pom.xml")) {
                String target = pom.replaceFirst("pom\\.xml$", "target");
                if (pom.endsWith("pom.xml")
                        && folder.isDirectory(target)
                        && git.names(new byte[0], "ls-files", "-z", "--", ClientGit.display(target))
                                .isEmpty()) {
                    excluded.add(target);
                }
            }
        }

        /** Git refuses to exclude what it ignores anyway. */
        private List<String> withoutIgnored(List<String> names) {
            if (names.isEmpty()) {
                return names;
            }
            List<String> ignored =
                    ClientGit.split(git.call(ClientGit.join(names), "check-ignore", "--no-index", "-z", "--stdin")
                            .output());
            return names.stream().filter(name -> !ignored.contains(name)).toList();
        }

        private String commit(String tree, String head) {
            boolean history =
                    !head.isEmpty() && folder.repository().orElseThrow().complete();
            String date = head.isEmpty() ? NO_DATE : git.run("show", "-s", "--format=%ct +0000", head);
            var arguments = new ArrayList<>(List.of("commit-tree", tree, "-m", "The files of the client"));
            if (history) {
                arguments.addAll(List.of("-p", head));
            }
            ClientGit author = git;
            for (String person : List.of("AUTHOR", "COMMITTER")) {
                author = author.with("GIT_" + person + "_NAME", "Code Agent System")
                        .with("GIT_" + person + "_EMAIL", "agents@codeagent.invalid")
                        .with("GIT_" + person + "_DATE", date);
            }
            String commit = author.run(arguments.toArray(String[]::new));
            git.run("update-ref", ClientRepository.REF, commit);
            return commit;
        }
    }
}
