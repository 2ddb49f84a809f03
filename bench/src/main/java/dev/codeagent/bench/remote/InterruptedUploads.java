package dev.codeagent.bench.remote;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.remote.CuttingProxy.Cut;
import dev.codeagent.bench.remote.CuttingProxy.Direction;
import dev.codeagent.bench.remote.CuttingProxy.Ending;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.server.TokenSource;
import dev.codeagent.cli.upload.FolderUpload;
import dev.codeagent.cli.upload.FolderUpload.UserDirectories;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Uploads whose connections are cut, of a folder that is a new project each time. */
record InterruptedUploads(Path directory, ServerProcess server, CuttingProxy proxy, Random random, int cuts) {
    private static final int RESTART_AT_EACH = 5;
    /** The answers of an upload together have more. */
    private static final int ANSWER_BYTES = 3_000;

    /**
     * Cuts uploads at random bytes, of requests and of answers. Every second time the network stays away and the
     * command is repeated; every fifth time the server is killed then and started again.
     */
    long run(SampleFolder folder, long bytes, List<String> faults) throws Exception {
        long most = 0;
        for (int i = 0; i < cuts; i++) {
            boolean staysDown = i % 2 == 1;
            Cut cut = randomCut(bytes, staysDown);
            String what = "cut " + i + " of a " + cut.direction() + " with " + cut.ending() + " after "
                    + cut.bytes().get() + " bytes";
            var user = new UserDirectories(directory.resolve("home"), directory.resolve("cut" + i));
            Files.createDirectories(user.home());
            proxy.takeSentBytes();
            proxy.cut(cut);
            boolean restarted = i % RESTART_AT_EACH == 2;
            Thread restart = Thread.ofVirtual().start(() -> {
                if (restarted) {
                    restartAtCut(faults);
                }
            });
            String project = upload(folder.root(), user, staysDown, faults, what);
            restart.join();
            if (proxy.isCutPending()) {
                faults.add(what + " did not happen");
            }
            proxy.restore();
            long sent = proxy.takeSentBytes();
            most = Math.max(most, sent);
            faults.addAll(serverState(project, i).differences(what, uploadedState(folder.root())));
            if (sent > bytes * 1.3 + (1 << 20)) {
                faults.add(what + ": " + sent + " bytes were sent, not the rest");
            }
        }
        return most;
    }

    private Cut randomCut(long bytes, boolean staysDown) {
        Direction direction = random.nextInt(4) == 0 ? Direction.RESPONSE : Direction.REQUEST;
        Ending[] endings = Ending.values();
        Ending ending = staysDown ? Ending.RESET : endings[random.nextInt(endings.length)];
        long last = direction == Direction.RESPONSE ? ANSWER_BYTES : bytes * 9 / 10;
        return Cut.after(1 + Math.floorMod(random.nextLong(), last), direction, ending, staysDown);
    }

    /** Kills the server when the connection is cut, in the middle of the transfer. */
    private void restartAtCut(List<String> faults) {
        try {
            while (proxy.isCutPending()) {
                Thread.sleep(1);
            }
            server.kill();
            server.start();
        } catch (IOException | InterruptedException e) {
            faults.add("the server could not be started again: " + e.getMessage());
        }
    }

    private String upload(Path root, UserDirectories user, boolean staysDown, List<String> faults, String what) {
        var client = new RestClient(
                URI.create("http://127.0.0.1:" + proxy.port()),
                new TokenSource(
                        Optional.of(LocalToken.file(server.dataDirectory())),
                        Map.of(),
                        directory.resolve("none"),
                        true));
        if (staysDown) {
            try {
                FolderUpload.of(client, root, false, user, text -> {}, Duration.ofSeconds(1))
                        .synchronize();
                faults.add(what + " was not noticed, although the network was away");
            } catch (CliException e) {
                proxy.restore();
            }
        }
        return FolderUpload.of(client, root, false, user, text -> {}, Duration.ofMinutes(2))
                .synchronize()
                .id();
    }

    /** What the server has, as git would check it out. */
    private FolderState serverState(String project, int number) throws IOException, InterruptedException {
        Path gitDir = server.dataDirectory().resolve("projects/" + project + "/upload/.git");
        Path checkout = Files.createDirectories(directory.resolve("checkout" + number));
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "git --git-dir=\"$1\" archive HEAD | tar -xf - -C \"$2\"",
                        "sh",
                        gitDir.toString(),
                        checkout.toString())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("git archive failed for " + gitDir);
        }
        return withoutModes(FolderState.of(checkout, ".git"));
    }

    private static FolderState uploadedState(Path root) throws IOException {
        FolderState all = withoutModes(FolderState.of(root, ".git"));
        var files = new TreeMap<>(all.files());
        files.keySet().removeIf(name -> name.startsWith("ignored/"));
        return new FolderState(files);
    }

    /** An archive has other permissions for the group. */
    private static FolderState withoutModes(FolderState state) {
        var files = new TreeMap<String, String>();
        state.files().forEach((name, text) -> files.put(name, text.startsWith("link") ? text : text.substring(9)));
        return new FolderState(files);
    }
}
