package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.bench.harness.TimeFactor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A user's repository from a hostile archive: it names programs, blocks, expands, or leads to other repositories. */
final class HostGitAttempts {
    private static final long HANG_SECONDS = TimeFactor.of(40);

    private HostGitAttempts() {}

    /** Each makes git itself wait, or read without end. */
    private static Map<String, String> obstacles() {
        var obstacles = new LinkedHashMap<String, String>();
        for (String file : List.of(
                ".gitignore",
                ".gitattributes",
                ".git/HEAD",
                ".git/config",
                ".git/packed-refs",
                ".git/info/exclude",
                ".git/info/attributes",
                ".git/refs/heads/main",
                ".git/objects/info/alternates",
                ".git/commondir")) {
            obstacles.put("pipe:" + file, "rm -f " + file + "; mkfifo " + file);
        }
        for (String key : List.of("core.attributesFile", "core.excludesFile", "include.path")) {
            obstacles.put("pipe:" + key, "mkfifo ../pipe; git config " + key + " \"$PWD/../pipe\"");
        }
        obstacles.put("device:core.attributesFile", "git config core.attributesFile /dev/zero");
        return obstacles;
    }

    /** Each makes a project that was added lead to somebody else's repository. */
    private static Map<String, String> redirections() {
        return Map.of(
                "git-file", "mv .git ../old; echo \"gitdir: $PWD/../other/.git\" > .git",
                "git-link", "mv .git ../old; ln -s \"$PWD/../other/.git\" .git",
                "common-directory", "echo \"$PWD/../other/.git\" > .git/commondir; cp ../other/.git/HEAD .git/HEAD",
                "alternates",
                        "echo \"$PWD/../other/.git/objects\" > .git/objects/info/alternates;"
                                + " cp ../other/.git/refs/heads/main .git/refs/heads/main",
                "linked-parts",
                        "rm -rf .git/objects .git/refs; ln -s \"$PWD/../other/.git/objects\" .git/objects;"
                                + " ln -s \"$PWD/../other/.git/refs\" .git/refs");
    }

    static List<ServerAttempt> all() {
        var attempts = new ArrayList<ServerAttempt>();
        NamedProgram.all()
                .forEach((name, program) -> attempts.add(ServerAttempt.of(
                        "host-git/program[" + name + "]",
                        "makes the server's git run a program that a repository names",
                        target -> runsProgram(target, program, true),
                        target -> runsProgram(target, program, false))));
        for (String locale : List.of("C", "POSIX", "C.UTF-8")) {
            for (String name : List.of("filter", "filter-not-text", "filter-latin-1")) {
                NamedProgram program = Objects.requireNonNull(NamedProgram.all().get(name));
                attempts.add(ServerAttempt.of(
                        "host-git/locale[" + name + "," + locale + "]",
                        "the same while the server runs in another locale",
                        target -> runsProgramInLocale(target, program, locale),
                        target -> runsProgram(target, program, false)));
            }
        }
        obstacles()
                .forEach((name, setup) -> attempts.add(ServerAttempt.of(
                        "host-git/blocks[" + name + "]",
                        "makes the server's git wait for a pipe, or read a device without end",
                        target -> hangs(target, setup),
                        target -> gitHangs(
                                target,
                                setup,
                                "git status --ignored; echo more >> a.txt; git add -A; git check-attr -a a.txt"))));
        attempts.add(ServerAttempt.of(
                        "host-git/expands",
                        "makes the server's git build a tree of ten billion files from ten objects",
                        target -> expands(target),
                        target -> gitHangs(target, bomb(), "git read-tree HEAD"))
                .beside());
        redirections()
                .forEach((name, change) -> attempts.add(ServerAttempt.of(
                        "host-git/leads-elsewhere[" + name + "]",
                        "makes an added project lead to another repository, whose files agents would read",
                        target -> leadsElsewhere(target, change),
                        target -> gitLeadsElsewhere(target, change))));
        for (String directory : List.of(".git/refs/heads/codeagent", ".git/refs/codeagent", ".git/objects/pack")) {
            attempts.add(ServerAttempt.of(
                    "host-git/writes-through-link[" + directory + "]",
                    "makes the server's git write outside of the repository",
                    target -> writesThroughLink(target, directory),
                    target -> gitWritesThroughLink(target, directory)));
        }
        attempts.add(ServerAttempt.of(
                "host-git/reads-file",
                "names a file of the host as attributes, so that git's messages repeat what it contains",
                target -> readsFile(target, true),
                target -> readsFile(target, false)));
        return attempts;
    }

    /** Whether words of a file outside of the repository are in messages, or in the data of the server. */
    private static Optional<String> readsFile(ServerTarget target, boolean server) throws Exception {
        String words = "LS0tLS1CRUdJTi+of/the/host";
        var repository = HostileRepository.create(
                target,
                "echo 'a.txt " + words + "' > ../kubeconfig; git config core.attributesFile \"$PWD/../kubeconfig\"");
        var found = new StringBuilder();
        if (server) {
            try {
                HostGitOperations.snapshot(repository.folder(), "run-1");
                HostGitOperations.apply(repository.folder(), "run-1");
            } catch (AgentException e) {
                found.append(e.getMessage());
            }
            try (var files = Files.walk(repository.folder().resolve("data"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    found.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        } else {
            found.append(repository.shell("git check-attr -a a.txt"));
        }
        return found.indexOf(words) >= 0 ? Optional.of("tells " + words) : Optional.empty();
    }

    private static Optional<String> runsProgram(ServerTarget target, NamedProgram program, boolean server)
            throws Exception {
        var repository = HostileRepository.create(target, program.setup());
        if (!server) {
            repository.shell(program.trigger());
            return repository.executed();
        }
        try {
            HostGitOperations.snapshot(repository.folder(), "run-1");
            HostGitOperations.apply(repository.folder(), "run-1");
        } catch (AgentException e) {
            // Refused; only what was executed counts.
        }
        return repository.executed();
    }

    private static Optional<String> runsProgramInLocale(ServerTarget target, NamedProgram program, String locale)
            throws Exception {
        var repository = HostileRepository.create(target, program.setup());
        String output = HostGitOperations.runWithLocale(repository.folder(), locale);
        if (output.contains("Could not find or load main class")) {
            throw new IOException(output);
        }
        return repository.executed();
    }

    private static Optional<String> hangs(ServerTarget target, String setup) throws Exception {
        var repository = HostileRepository.create(target, setup);
        var task = new FutureTask<>(() -> HostGitOperations.snapshot(repository.folder(), "run-1"));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        try {
            task.get(HANG_SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return e.getCause() instanceof AgentException
                    ? Optional.empty()
                    : Optional.of(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            thread.interrupt();
            return Optional.of("did not end within " + HANG_SECONDS + " s");
        }
    }

    private static Optional<String> expands(ServerTarget target) throws Exception {
        var repository = HostileRepository.create(target, bomb());
        long start = System.nanoTime();
        try {
            HostGitOperations.snapshot(repository.folder(), "run-1");
            return Optional.of("created a workspace");
        } catch (AgentException e) {
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            return e.getMessage().contains("memory") || e.getMessage().contains("more than")
                    ? Optional.empty()
                    : Optional.of("after " + seconds + " s: " + e.getMessage());
        }
    }

    private static String bomb() {
        return """
                blob=$(echo x | git hash-object -w --stdin); tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do
                printf '100644 blob %s\\tf%s\\n' $blob $i; done | git mktree)
                for level in 1 2 3 4 5 6 7 8 9; do tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do
                printf '040000 tree %s\\td%s\\n' $tree $i; done | git mktree); done
                git update-ref HEAD $(git commit-tree -m bomb $tree)""";
    }

    /** Whether git itself does not end soon. Its memory is limited, so that the control harms nothing. */
    private static Optional<String> gitHangs(ServerTarget target, String setup, String command) throws Exception {
        var repository = HostileRepository.create(target, setup);
        String output =
                repository.shell("timeout 4 prlimit --data=1000000000 bash -c '" + command + "'; echo ended with $?");
        boolean harmed = output.contains("ended with 124") || output.contains("ut of memory");
        return harmed ? Optional.of("did not end, or took all its memory") : Optional.empty();
    }

    private static Optional<String> leadsElsewhere(ServerTarget target, String change) throws Exception {
        var repository = HostileRepository.create(target, "true");
        HostGitOperations.snapshot(repository.folder(), "run-1");
        repository.shell(change);
        try {
            HostGitOperations.snapshot(repository.folder(), "run-2");
        } catch (AgentException e) {
            return Files.exists(repository.folder().resolve("other/.git/refs/codeagent"))
                    ? Optional.of("wrote a ref")
                    : Optional.empty();
        }
        return Optional.of("created a workspace from " + repository.folder().resolve("other"));
    }

    private static Optional<String> gitLeadsElsewhere(ServerTarget target, String change) throws Exception {
        var repository = HostileRepository.create(target, change);
        String output = repository.shell("git show main:other.txt");
        return output.contains(HostileRepository.SECRET)
                ? Optional.of("read " + HostileRepository.SECRET)
                : Optional.empty();
    }

    private static String linkSetup(String directory) {
        return "mkdir -p ../outside; rm -rf " + directory + "; ln -s \"$PWD/../outside\" " + directory;
    }

    private static Optional<String> writesThroughLink(ServerTarget target, String directory) throws Exception {
        var repository = HostileRepository.create(target, linkSetup(directory));
        try {
            HostGitOperations.snapshot(repository.folder(), "run-1");
            HostGitOperations.apply(repository.folder(), "run-1");
        } catch (AgentException e) {
            // Refused.
        }
        return isEmpty(repository.folder().resolve("outside"))
                ? Optional.empty()
                : Optional.of("wrote to a linked directory");
    }

    private static Optional<String> gitWritesThroughLink(ServerTarget target, String directory) throws Exception {
        var repository = HostileRepository.create(target, linkSetup(directory));
        repository.shell(
                "git update-ref refs/heads/codeagent/x HEAD; git update-ref refs/codeagent/x HEAD; git repack -q -a");
        return isEmpty(repository.folder().resolve("outside"))
                ? Optional.empty()
                : Optional.of("wrote to a linked directory");
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
