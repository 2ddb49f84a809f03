package dev.codeagent.bench.escapes;

import dev.codeagent.bench.harness.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Canaries and services of one worker, so that signals of concurrent cases are not confused. */
record HostPartition(HostCanaries canaries, HostServices services, LauncherFactory launchers) implements AutoCloseable {

    static HostPartition open(Path folder, String name, LauncherFactory launchers) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("host-" + name));
        var canaries = new HostCanaries(directory, launchers.secret(), HostShell.forCurrentUser());
        try {
            var services = new HostServices(directory, launchers.secret());
            canaries.captureBaseline();
            return new HostPartition(canaries, services, launchers);
        } catch (IOException e) {
            canaries.close();
            throw e;
        }
    }

    EscapeDetector createDetector() {
        return new EscapeDetector(canaries, services);
    }

    PlaceholderExpander placeholders() {
        return launchers
                .placeholders()
                .with(canaries.placeholders().values())
                .with(services.placeholders().values());
    }

    /** Creates a copy of the sample repository that every user may write to. */
    Path createScratchRepository() throws IOException, InterruptedException {
        Path scratch = canaries.directory().resolveSibling("scratch");
        GitRepository.create(scratch);
        try (Stream<Path> all = Files.walk(scratch)) {
            for (Path path : all.toList()) {
                HostCanaries.makeWorldWritable(path);
            }
        }
        return scratch;
    }

    @Override
    public void close() throws IOException {
        services.close();
        canaries.close();
    }
}
