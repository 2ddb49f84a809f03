package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Git with repositories on other servers, which may be hostile. It contacts one server and follows no redirect, runs
 * nothing, stores one branch, and is bounded in time and size.
 */
public final class RemoteGit {
    private static final Duration MAX_LIST_TIME = Duration.ofSeconds(60);
    private static final Duration IDLE = Duration.ofSeconds(120);
    private static final int SHA256_LENGTH = 64;
    /** The process writes none that have to be watched. */
    private static final Path NO_FILES = Path.of("/nonexistent");

    private static final List<String> SETTINGS = List.of(
            "protocol.version=2",
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "core.alternateRefsCommand=",
            "core.bigFileThreshold=64m",
            "fetch.fsckObjects=true",
            // What old versions of git wrote, and what harms nobody.
            "fetch.fsck.zeroPaddedFilemode=ignore",
            "fetch.fsck.badTimezone=ignore",
            "fetch.fsck.missingEmail=ignore",
            "fetch.fsck.missingNameBeforeEmail=ignore",
            "fetch.fsck.missingSpaceBeforeEmail=ignore",
            "fetch.fsck.missingSpaceBeforeDate=ignore",
            // One pack for each transfer, so that its size can be watched.
            "fetch.unpackLimit=1",
            "fetch.recurseSubmodules=false",
            "fetch.writeCommitGraph=false",
            "transfer.bundleURI=false",
            "submodule.recurse=false",
            "pack.threads=2",
            "pack.windowMemory=128m",
            "gc.auto=0",
            "maintenance.auto=false",
            "color.ui=never");

    private final RemoteHostPolicy hosts;
    private final Duration time;
    private final long maxBytes;
    private final Map<String, String> serverEnvironment;

    /**
     * @param time the duration of a transfer
     * @param maxBytes the size of a mirror
     * @param serverEnvironment names the proxy and additional certificate authorities
     */
    public RemoteGit(RemoteHostPolicy hosts, Duration time, long maxBytes, Map<String, String> serverEnvironment) {
        this.hosts = hosts;
        this.time = time;
        this.maxBytes = maxBytes;
        this.serverEnvironment = Map.copyOf(serverEnvironment);
    }

    private Duration listTime() {
        return time.compareTo(MAX_LIST_TIME) < 0 ? time : MAX_LIST_TIME;
    }

    /** Trusts a key of the SSH server; see {@link KnownHosts#trust}. */
    public void trust(GitAddress address, KnownHosts knownHosts, String hostKey) {
        if (!address.isSsh()) {
            throw AgentException.invalidValue("'hostKey' is only for SSH; a server with HTTPS has a certificate")
                    .inField("hostKey");
        }
        knownHosts.trust(address, hosts.resolve(address).getFirst(), hostKey);
    }

    /**
     * A branch of the server.
     *
     * @param commit the commit at its end
     */
    public record RemoteBranch(BranchName name, String commit) {}

    /**
     * Finds a branch.
     *
     * @param name empty for the default branch
     * @throws AgentException INVALID_VALUE if the repository has no such branch
     */
    public RemoteBranch findBranch(
            GitAddress address, Optional<BranchName> name, RemoteAccess access, KnownHosts knownHosts) {
        String ref = name.map(BranchName::remoteRef).orElse("HEAD");
        var limits = new RemoteProcess.Limits(listTime(), listTime(), NO_FILES, 1 << 20);
        String output = call(
                        List.of("ls-remote", "--symref", "--", address.text(), ref),
                        address,
                        access,
                        knownHosts,
                        limits,
                        ProgressListener.NO_OP)
                .output();
        Optional<String> target = Optional.empty();
        Optional<String> commit = Optional.empty();
        for (String line : output.lines().toList()) {
            String[] fields = line.split("\t", 2);
            if (fields.length == 2 && fields[1].equals(ref)) {
                if (fields[0].startsWith("ref: refs/heads/")) {
                    target = Optional.of(fields[0].substring("ref: refs/heads/".length()));
                } else if (fields[0].matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
                    commit = Optional.of(fields[0]);
                }
            }
        }
        Optional<String> found = name.isPresent() ? name.map(BranchName::value) : defaultBranch(target);
        if (commit.isEmpty() || found.isEmpty()) {
            throw AgentException.invalidValue(
                            name.isPresent()
                                    ? "'branch': the repository has no branch '" + name.get() + "'"
                                    : "'branch': the repository has no default branch, perhaps because it is empty; name one")
                    .inField("branch");
        }
        return new RemoteBranch(new BranchName(found.get()), commit.get());
    }

    /** Empty if the name that the server tells is none. */
    private static Optional<String> defaultBranch(Optional<String> target) {
        try {
            return target.map(name -> new BranchName(name).value());
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    /**
     * Brings a branch into a mirror, which is created if necessary. An interrupted transfer leaves the mirror as it was.
     *
     * @param mirror a bare repository of the server; only one transfer at a time
     */
    public void fetch(
            Path mirror,
            GitAddress address,
            BranchName branch,
            RemoteAccess access,
            KnownHosts knownHosts,
            ProgressListener listener) {
        if (!Files.exists(mirror.resolve("HEAD"))) {
            create(mirror, branch, findBranch(address, Optional.of(branch), access, knownHosts));
        }
        Path packs = mirror.resolve("objects/pack");
        deleteRemains(mirror, branch);
        try {
            call(
                    List.of(
                            "--git-dir=" + mirror,
                            "fetch",
                            "--progress",
                            "--force",
                            "--no-tags",
                            "--no-recurse-submodules",
                            "--no-write-fetch-head",
                            "--no-auto-maintenance",
                            "--",
                            address.text(),
                            "+" + branch.remoteRef() + ":" + branch.mirrorRef()),
                    address,
                    access,
                    knownHosts,
                    new RemoteProcess.Limits(time, IDLE, packs, maxBytes),
                    listener);
        } finally {
            deleteRemains(mirror, branch);
        }
    }

    /**
     * Pushes a commit to a branch, without force: a branch with other commits stays as it is.
     *
     * @param gitDir a git directory whose configuration the server wrote
     */
    public void push(
            Path gitDir,
            String commit,
            GitAddress address,
            BranchName branch,
            RemoteAccess access,
            KnownHosts knownHosts) {
        call(
                List.of(
                        "--git-dir=" + gitDir.toAbsolutePath(),
                        "push",
                        "--progress",
                        "--no-verify",
                        "--no-signed",
                        "--no-follow-tags",
                        "--no-recurse-submodules",
                        "--",
                        address.text(),
                        commit + ":" + branch.remoteRef()),
                address,
                access,
                knownHosts,
                new RemoteProcess.Limits(time, IDLE, Path.of("/nonexistent"), maxBytes),
                ProgressListener.NO_OP);
    }

    private void create(Path mirror, BranchName branch, RemoteBranch found) {
        var command = new ArrayList<>(List.of("git", "init", "--quiet", "--bare", "--template="));
        if (found.commit().length() == SHA256_LENGTH) {
            command.add("--object-format=sha256");
        }
        command.add(mirror.toString());
        try {
            Path parent = Files.createDirectories(Objects.requireNonNull(mirror.getParent()));
            var limits = new RemoteProcess.Limits(MAX_LIST_TIME, MAX_LIST_TIME, NO_FILES, maxBytes);
            var result = new RemoteProcess(command, parent, Map.of(), limits).run(new byte[0], ProgressListener.NO_OP);
            if (result.exitCode() != 0) {
                throw new AgentException(ErrorCode.STORAGE_FAILED, "the mirror " + mirror + " cannot be created");
            }
            Path partial = mirror.resolve("HEAD.new");
            Files.writeString(partial, "ref: " + branch.mirrorRef() + "\n");
            Files.move(partial, mirror.resolve("HEAD"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw storageFailure(mirror, e);
        }
    }

    /** Deletes what a transfer that was stopped left: parts of packs, and the lock of the ref. */
    private static void deleteRemains(Path mirror, BranchName branch) {
        Path packs = mirror.resolve("objects/pack");
        try {
            Files.deleteIfExists(mirror.resolve(branch.mirrorRef() + ".lock"));
            Files.deleteIfExists(mirror.resolve("shallow.lock"));
            if (Files.isDirectory(packs)) {
                try (DirectoryStream<Path> partial = Files.newDirectoryStream(packs, "{tmp_*,.tmp-*}")) {
                    for (Path file : partial) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            throw storageFailure(mirror, e);
        }
    }

    private static AgentException storageFailure(Path mirror, IOException e) {
        return new AgentException(
                ErrorCode.STORAGE_FAILED, "the mirror " + mirror + " cannot be written: " + e.getMessage(), e);
    }

    private RemoteProcess.Result call(
            List<String> arguments,
            GitAddress address,
            RemoteAccess access,
            KnownHosts knownHosts,
            RemoteProcess.Limits limits,
            ProgressListener listener) {
        RemoteProcess.Result result;
        try (var connection = GitConnection.open(address, access, hosts, serverEnvironment)) {
            var command = new ArrayList<>(List.of("git"));
            SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
            command.addAll(connection.options());
            command.add("--no-pager");
            command.addAll(arguments);
            result = new RemoteProcess(command, connection.directory(), connection.environment(), limits)
                    .run(new byte[0], listener);
        }
        if (result.exitCode() == 0) {
            return result;
        }
        throw address.isSsh() && RemoteErrors.isHostKeyUnknown(result)
                ? knownHosts.unknown(address, hosts.resolve(address).getFirst())
                : RemoteErrors.toException(address, result);
    }
}
